package dev.redoubt.sentinel;

import dev.redoubt.config.HostPort;
import dev.redoubt.net.Ending;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Plays a transcript: lines that start with `>` are events for a machine of three nodes, `@` sets
/// the clock in milliseconds; what the machine does is written below each event.
final class SentinelScript {
    static final SentinelConfig CONFIG =
            new SentinelConfig(
                    "mymaster",
                    List.of(
                            new HostPort("s0", 26379),
                            new HostPort("s1", 26379),
                            new HostPort("s2", 26379)));

    private final StringBuilder out = new StringBuilder();
    private SentinelState state = SentinelMachine.initial(CONFIG, 0);
    private long nowNanos;

    static String replay(String transcript) {
        SentinelScript script = new SentinelScript();
        transcript.lines().forEach(script::line);
        return script.out.toString();
    }

    private void line(String line) {
        if (line.startsWith("@")) {
            nowNanos = Duration.ofMillis(Long.parseLong(line.substring(1))).toNanos();
        }
        if (line.startsWith(">") || line.startsWith("@") || line.startsWith("#")) {
            out.append(line).append('\n');
        }
        if (line.startsWith(">")) {
            play(event(line.substring(2).split(" ", -1)));
        }
    }

    private void play(SentinelEvent event) {
        SentinelMachine.Step step = SentinelMachine.step(CONFIG, state, event, nowNanos);
        state = step.state();
        step.actions().forEach(action -> out.append(written(action)));
    }

    private static String written(SentinelAction action) {
        return switch (action) {
            case SentinelAction.Connect(int node) -> "  connect s" + node + "\n";
            case SentinelAction.Ask(int node) -> "  ask s" + node + "\n";
            case SentinelAction.Publish(SentinelView view) ->
                    view.primary()
                            .map(to -> "  publish " + to.host() + " epoch " + view.epoch() + "\n")
                            .orElse("  publish none: " + view.reason() + "\n");
            case SentinelAction.Tell(SentinelNotice notice) -> "  tell " + notice + "\n";
            case SentinelAction.WakeIn _ -> "";
        };
    }

    private static SentinelEvent event(String[] words) {
        return switch (words[0]) {
            case "started" -> new SentinelEvent.Started();
            case "suspected" -> new SentinelEvent.Suspected();
            case "woken" -> new SentinelEvent.Woken();
            default -> event(Integer.parseInt(words[0].substring(1)), words);
        };
    }

    /// `s0 connected`, `s0 lost unreachable`, `s0 names A epoch 4`, `s0 names B epoch 5 shows A`,
    /// `s0 unknown`, `s0 refused`, `s0 hears +sdown`, `s0 hears +switch-master A B`
    private static SentinelEvent event(int node, String[] words) {
        return switch (words[1]) {
            case "connected" -> new SentinelEvent.Connected(node);
            case "lost" ->
                    new SentinelEvent.Lost(
                            node,
                            new Ending(
                                    Ending.Kind.valueOf(words[2].toUpperCase(Locale.ROOT)),
                                    words[2]),
                            0);
            case "unknown" -> new SentinelEvent.Answered(node, new SentinelAnswer.UnknownMaster());
            case "refused" ->
                    new SentinelEvent.Answered(node, new SentinelAnswer.Refused("NOPERM no"));
            case "names" ->
                    new SentinelEvent.Answered(
                            node,
                            names(
                                    server(words[2]),
                                    server(words.length > 6 ? words[6] : words[2]),
                                    Long.parseLong(words[4])));
            case "hears" ->
                    new SentinelEvent.Hinted(
                            node,
                            new SentinelHint(
                                    words[2],
                                    words.length > 4
                                            ? Optional.of(
                                                    new SentinelHint.Switch(
                                                            server(words[3]), server(words[4])))
                                            : Optional.empty()));
            default -> throw new IllegalArgumentException(String.join(" ", words));
        };
    }

    static SentinelAnswer names(HostPort address, HostPort shown, long epoch) {
        return new SentinelAnswer.Names(
                address,
                Optional.of(
                        new MasterDetails(
                                shown,
                                epoch,
                                "runid",
                                Set.of("master"),
                                Duration.ofMillis(100),
                                Duration.ofSeconds(5),
                                "master",
                                2,
                                2)));
    }

    static HostPort server(String name) {
        return new HostPort(name, 6379);
    }
}
