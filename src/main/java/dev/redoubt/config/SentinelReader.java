package dev.redoubt.config;

import org.snakeyaml.engine.v2.nodes.SequenceNode;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A backend's `sentinel`.
final class SentinelReader {
    private static final List<String> KEYS =
            List.of("master", "nodes", "username", "password", "lease", "lost");
    private static final Syntax<String> MASTER =
            Syntax.text(
                    "the name that the Sentinels use, such as mymaster",
                    text -> text.matches("[^\\s\\p{Cntrl}]+"));
    private static final Syntax<Optional<Duration>> LEASE =
            Durations.TIMER
                    .map(Optional::of)
                    .or("off", Optional.empty())
                    .or("auto", Optional.empty());
    private static final Syntax<Lost> LOST = Syntax.names(Lost.values());

    private enum Lost {
        HOLD,
        CONTINUE
    }

    private final SecretReader secrets;

    SentinelReader(SecretReader secrets) {
        this.secrets = secrets;
    }

    /// Yields nothing only where the map has problems.
    Optional<SourceConfig> read(Setting setting) {
        return MapReader.open(setting, KEYS).flatMap(this::read);
    }

    private Optional<SourceConfig> read(MapReader sentinel) {
        Optional<String> master = sentinel.required("master", MASTER);
        Optional<List<HostPort>> nodes = nodes(sentinel);
        Credentials credentials = Credentials.read(sentinel, secrets, Optional.empty());
        sentinel.setting("lease").ifPresent(lease -> withoutEffect(lease, LEASE));
        sentinel.setting("lost").ifPresent(lost -> withoutEffect(lost, LOST));
        if (master.isEmpty() || nodes.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new SourceConfig.Sentinel(
                        master.get(), nodes.get(), credentials.username(), credentials.password()));
    }

    private static Optional<List<HostPort>> nodes(MapReader sentinel) {
        Optional<Setting> setting = sentinel.required("nodes", "a list of three Sentinels or more");
        setting.ifPresent(SentinelReader::warnOfFew);
        return setting.flatMap(nodes -> EndpointList.read(nodes, Endpoints.SENTINEL));
    }

    private static void warnOfFew(Setting setting) {
        int count = setting.value() instanceof SequenceNode list ? list.getValue().size() : 0;
        if (count == 1 || count == 2) {
            String text =
                    "%d of %d Sentinels must agree, so one that is lost stops every failover"
                            .formatted(count, count);
            setting.warn(text + " (expected: three or more)");
        }
    }

    private static <T> void withoutEffect(Setting setting, Syntax<T> syntax) {
        if (setting.read(syntax).isPresent()) {
            setting.warn(
                    setting.shown() + " " + Later.NO_EFFECT + " (expected: " + Later.NO_KEY + ")");
        }
    }
}
