package dev.redoubt.config;

import dev.redoubt.config.LeaseConfig.Fence;
import dev.redoubt.config.LeaseConfig.Lost;

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
    private static final Duration LEAST_LEASE = Duration.ofMillis(1500);
    private static final Syntax<Term> LEASE =
            Durations.TIMER
                    .map(limit -> new Term(Fence.AUTO, Optional.of(limit)))
                    .or("off", new Term(Fence.OFF, Optional.empty()))
                    .or("auto", Term.AUTO);
    private static final Syntax<Lost> LOST = Syntax.names(Lost.values());

    private record Term(Fence fence, Optional<Duration> limit) {
        static final Term AUTO = new Term(Fence.AUTO, Optional.empty());
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
        LeaseConfig lease = lease(sentinel);
        if (master.isEmpty() || nodes.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new SourceConfig.Sentinel(
                        master.get(),
                        nodes.get(),
                        credentials.username(),
                        credentials.password(),
                        lease));
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

    private static LeaseConfig lease(MapReader sentinel) {
        Term term = sentinel.value("lease", LEASE, Term.AUTO);
        sentinel.setting("lease")
                .filter(_ -> term.limit().filter(d -> d.compareTo(LEAST_LEASE) < 0).isPresent())
                .ifPresent(SentinelReader::warnOfShort);
        return new LeaseConfig(term.fence(), term.limit(), sentinel.value("lost", LOST, Lost.HOLD));
    }

    private static void warnOfShort(Setting setting) {
        setting.warn(
                setting.shown()
                        + " holds up a healthy primary's clients: Sentinel hears it once a second"
                        + " (expected: 1.5s or more, or auto)");
    }
}
