package dev.redoubt.config;

import dev.redoubt.config.Syntax.Range;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The top of the file.
final class RedoubtReader {
    /// What every file has.
    static final String TOP = "a map with pools or vips";

    private static final List<String> KEYS =
            List.of("workers", "transport", "pools", "vips", "admin", "log");
    private static final List<String> LOG_KEYS = List.of("level", "format");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Syntax<OptionalInt> WORKERS =
            Syntax.integer(new Range(1, 1024)).map(OptionalInt::of).or("auto", OptionalInt.empty());
    private static final Syntax<TransportChoice> TRANSPORT = Syntax.names(TransportChoice.values());
    private static final Syntax<LogConfig.Level> LEVEL = Syntax.names(LogConfig.Level.values());
    private static final Syntax<LogConfig.Format> FORMAT = Syntax.names(LogConfig.Format.values());

    private final SecretReader secrets;
    private final Listeners listeners = new Listeners();

    RedoubtReader(SecretReader secrets) {
        this.secrets = secrets;
    }

    /// Yields nothing only where the file has problems.
    Optional<RedoubtConfig> read(Setting top) {
        return MapReader.open(top, KEYS).map(this::read);
    }

    private RedoubtConfig read(MapReader top) {
        List<VipConfig> vips =
                top.setting("vips")
                        .map(new VipsReader(secrets, poolNames(top))::read)
                        .orElse(List.of());
        RedoubtConfig config =
                new RedoubtConfig(
                        top.value("workers", WORKERS, OptionalInt.empty()),
                        top.value("transport", TRANSPORT, TransportChoice.AUTO),
                        pools(top, vips),
                        vips,
                        new AdminReader(secrets, listeners).read(top),
                        log(top.map("log", LOG_KEYS)));
        listeners.reportConflicts();
        checkTransport(top, config);
        return config;
    }

    private static void checkTransport(MapReader top, RedoubtConfig config) {
        boolean ahead =
                config.pools().stream().anyMatch(pool -> !pool.listen().virtual().isEmpty());
        if (ahead && config.transport() == TransportChoice.NIO) {
            top.setting("transport")
                    .ifPresent(each ->
                            each.wrong("auto, epoll or io_uring, where a pool listens on vips"));
        }
    }

    private List<PoolConfig> pools(MapReader top, List<VipConfig> vips) {
        Set<InetAddress> virtual =
                vips.stream()
                        .flatMap(vip -> vip.addresses().stream())
                        .map(VipAddress::address)
                        .collect(Collectors.toUnmodifiableSet());
        PoolReader reader = new PoolReader(secrets, listeners, virtual);
        String expected = "a map with one pool or more";
        // Addresses may be served without pools.
        Optional<Setting> setting =
                top.setting("vips").isPresent()
                        ? top.setting("pools")
                        : top.required("pools", expected);
        return setting.flatMap(pools -> named(pools, expected)).map(Map::values).stream()
                .flatMap(pools -> pools.stream().flatMap(pool -> reader.read(pool).stream()))
                .toList();
    }

    private static Optional<SequencedMap<String, Setting>> named(Setting pools, String expected) {
        Optional<SequencedMap<String, Setting>> entries = pools.entries(expected);
        entries.ifPresent(byName -> {
            if (byName.isEmpty()) {
                pools.misplaced("empty", expected);
            }
            byName.forEach((name, pool) -> checkName(name, pool, "a pool"));
        });
        return entries;
    }

    /// @param whose whose name it is to be
    static void checkName(String name, Setting setting, String whose) {
        if (!NAME.matcher(name).matches()) {
            setting.misplaced("not " + whose + " name", "at most 64 letters, digits, - and _");
        }
    }

    private static Set<String> poolNames(MapReader top) {
        return top.setting("pools")
                .filter(Setting::isMap)
                .flatMap(pools -> pools.entries(TOP))
                .map(SequencedMap::keySet)
                .orElse(Set.of());
    }

    private static LogConfig log(MapReader log) {
        return new LogConfig(
                log.value("level", LEVEL, LogConfig.Level.INFO),
                log.value("format", FORMAT, LogConfig.Format.TEXT));
    }
}
