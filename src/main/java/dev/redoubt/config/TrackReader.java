package dev.redoubt.config;

import dev.redoubt.config.Syntax.Range;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// A virtual address's `track`.
final class TrackReader {
    private static final List<String> KEYS = List.of("pools", "interfaces", "scripts");
    private static final List<String> SCRIPT_KEYS =
            List.of("command", "interval", "timeout", "rise", "fall", "weight");
    private static final Syntax<Integer> RUNS = Syntax.integer(new Range(1, 100));
    private static final String WEIGHT_EXPECTED = "a number from -253 to 253, not 0";
    private static final Syntax<OptionalInt> WEIGHT =
            Syntax.text(WEIGHT_EXPECTED, TrackReader::isWeight)
                    .map(text -> OptionalInt.of(Integer.parseInt(text)));

    private final Set<String> pools;

    /// `pools` are those of the file.
    TrackReader(Set<String> pools) {
        this.pools = pools;
    }

    private static boolean isWeight(String text) {
        return text.matches("-?[1-9][0-9]{0,2}") && Math.abs(Integer.parseInt(text)) <= 253;
    }

    TrackConfig read(MapReader vip) {
        MapReader track = vip.map("track", KEYS);
        String expected = "a list of pools of this file";
        List<String> tracked = new ArrayList<>();
        items(track, "pools", expected)
                .forEach(item ->
                        item.text(expected)
                                .ifPresent(name -> {
                                    if (pools.contains(name)) {
                                        tracked.add(name);
                                    } else {
                                        item.wrong(
                                                pools.isEmpty()
                                                        ? "a pool of this file, which has none"
                                                        : "one of "
                                                                + String.join(
                                                                        ", ",
                                                                        pools.stream()
                                                                                .sorted()
                                                                                .toList()));
                                    }
                                }));
        List<String> interfaces =
                items(track, "interfaces", "a list of interfaces").stream()
                        .flatMap(item -> item.read(VipReader.INTERFACE).stream())
                        .toList();
        List<TrackConfig.Script> scripts =
                items(track, "scripts", "a list of maps with command").stream()
                        .flatMap(item -> script(item).stream())
                        .toList();
        return new TrackConfig(List.copyOf(tracked), interfaces, scripts);
    }

    private static List<Setting> items(MapReader track, String key, String expected) {
        return track.setting(key).flatMap(setting -> setting.items(expected)).orElse(List.of());
    }

    private static Optional<TrackConfig.Script> script(Setting item) {
        return MapReader.open(item, SCRIPT_KEYS).flatMap(TrackReader::script);
    }

    private static Optional<TrackConfig.Script> script(MapReader script) {
        Optional<List<String>> command = script.required("command", VipReader.COMMAND);
        Duration interval = script.value("interval", Durations.TIMER, Duration.ofSeconds(2));
        Duration timeout = script.value("timeout", Durations.TIMER, Duration.ofSeconds(1));
        TrackConfig.Turns turns =
                new TrackConfig.Turns(script.value("rise", RUNS, 1), script.value("fall", RUNS, 1));
        OptionalInt weight = script.value("weight", WEIGHT, OptionalInt.empty());
        return command.map(
                words -> new TrackConfig.Script(words, interval, timeout, turns, weight));
    }
}
