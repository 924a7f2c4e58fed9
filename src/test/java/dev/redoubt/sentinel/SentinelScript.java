package dev.redoubt.sentinel;

import dev.redoubt.config.HostPort;
import dev.redoubt.config.LeaseConfig;
import dev.redoubt.config.LeaseConfig.Fence;
import dev.redoubt.config.LeaseConfig.Lost;
import dev.redoubt.net.Ending;
import dev.redoubt.net.PeerPhase;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Plays a transcript: lines that start with `>` are events for a machine of three nodes, `@` sets
/// the clock in milliseconds, `%` the file's lease; what the machine does is written below each
/// event.
final class SentinelScript {
    static final SentinelConfig CONFIG =
            new SentinelConfig(
                    "mymaster",
                    List.of(
                            new HostPort("s0", 26379),
                            new HostPort("s1", 26379),
                            new HostPort("s2", 26379)));

    private final StringBuilder out = new StringBuilder();
    private SentinelConfig config = CONFIG;
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
        if (!line.startsWith("  ")) {
            out.append(line).append('\n');
        }
        if (line.startsWith("% ")) {
            config = new SentinelConfig(CONFIG.master(), CONFIG.nodes(), lease(line.substring(2)));
        }
        if (line.startsWith("> ")) {
            play(event(line.substring(2).split(" ", -1)));
        }
        if (line.startsWith(">> ")) {
            round(line.substring(3).split(" ", -1));
        }
    }

    /// `>> connected`: the watch begins and all are connected; `>> s0,s1 names …`: who is due is
    /// asked, and these answer. Of what the machine does, only what it says is written down.
    private void round(String[] words) {
        int before = out.length();
        if (words[0].equals("connected")) {
            play(new SentinelEvent.Started());
            for (int node = 0; node < config.nodes().size(); node++) {
                play(new SentinelEvent.Connected(node));
            }
        } else {
            for (String node : words[0].split(",", -1)) {
                answerAfresh(Integer.parseInt(node.substring(1)), words);
            }
        }
        String said =
                out.substring(before)
                        .lines()
                        .filter(line -> !line.matches("  (ask|connect|publish none).*"))
                        .map(line -> line + "\n")
                        .collect(Collectors.joining());
        out.setLength(before);
        out.append(said);
    }

    /// A question that is under way is answered first, so that the answer that counts is to one
    /// asked now.
    private void answerAfresh(int node, String[] words) {
        if (state.watched().nodes().get(node).phase() instanceof PeerPhase.Asking asking
                && asking.question() == PeerPhase.Question.UNANSWERED
                && asking.askedNanos() < nowNanos) {
            play(event(node, words));
        }
        play(new SentinelEvent.Woken());
        play(event(node, words));
    }

    private static LeaseConfig lease(String text) {
        return switch (text) {
            case "lease off" -> new LeaseConfig(Fence.OFF, Optional.empty(), Lost.HOLD);
            case "lost continue" -> new LeaseConfig(Fence.AUTO, Optional.empty(), Lost.CONTINUE);
            default ->
                    new LeaseConfig(
                            Fence.AUTO,
                            Optional.of(
                                    Duration.ofMillis(
                                            Long.parseLong(text.substring("lease ".length())))),
                            Lost.HOLD);
        };
    }

    private void play(SentinelEvent event) {
        SentinelMachine.Step step = SentinelMachine.step(config, state, event, nowNanos);
        state = step.state();
        step.actions().forEach(action -> out.append(written(action)));
    }

    private static String written(SentinelAction action) {
        return switch (action) {
            case SentinelAction.Connect(int node) -> "  connect s" + node + "\n";
            case SentinelAction.Ask(int node) -> "  ask s" + node + "\n";
            case SentinelAction.Publish(SentinelView view) ->
                    view.primary()
                            .map(to ->
                                    "  publish "
                                            + to.host()
                                            + " epoch "
                                            + view.epoch()
                                            + ", "
                                            + written(view.lease())
                                            + "\n")
                            .orElse("  publish none: " + view.reason() + "\n");
            case SentinelAction.Tell(SentinelNotice notice) -> "  tell " + notice + "\n";
            case SentinelAction.WakeIn _ -> "";
        };
    }

    private static String written(SentinelLease lease) {
        return switch (lease.term()) {
            case UNLIMITED -> "unlimited";
            case LIMITED -> "until " + Duration.ofNanos(lease.untilNanos()).toMillis();
            case ENDED -> "fenced: " + lease.reason();
        };
    }

    private static SentinelEvent event(String[] words) {
        return switch (words[0]) {
            case "started" -> new SentinelEvent.Started();
            case "suspected" -> new SentinelEvent.Suspected();
            case "slept" -> new SentinelEvent.Slept();
            case "woken" -> new SentinelEvent.Woken();
            default -> event(Integer.parseInt(words[0].substring(1)), words);
        };
    }

    /// `s0 connected`, `s0 lost unreachable`, `s0 unknown`, `s0 refused`, `s0 hears +sdown A`, `s0
    /// hears +switch-master A B`, `s0 names A epoch 4`, and after that what is not as usual: `shows
    /// A`, `heard 100` (ms ago), `flags master,s_down`, `role slave`, `vote 5`, `quorum 3`,
    /// `down-after 5000`, `knows s0,s1,s7`, `id s1`, `tilt 1`
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
            case "names" -> {
                Map<String, String> more = new HashMap<>();
                for (int i = 3; i + 1 < words.length; i += 2) {
                    more.put(words[i], words[i + 1]);
                }
                yield new SentinelEvent.Answered(node, names("s" + node, server(words[2]), more));
            }
            case "hears" ->
                    new SentinelEvent.Hinted(
                            node,
                            new SentinelHint(
                                    words[2],
                                    words.length > 4
                                            ? Optional.of(
                                                    new SentinelHint.Switch(
                                                            server(words[3]), server(words[4])))
                                            : Optional.empty(),
                                    words.length > 3
                                            ? Optional.of(server(words[3]))
                                            : Optional.empty()));
            default -> throw new IllegalArgumentException(String.join(" ", words));
        };
    }

    /// An answer with nothing unusual but the address that SENTINEL MASTER shows.
    static SentinelAnswer names(int node, HostPort address, HostPort shown, long epoch) {
        return names(
                "s" + node, address, Map.of("shows", shown.host(), "epoch", String.valueOf(epoch)));
    }

    private static SentinelAnswer names(String own, HostPort address, Map<String, String> more) {
        MasterDetails details =
                new MasterDetails(
                        server(more.getOrDefault("shows", address.host())),
                        Long.parseLong(more.getOrDefault("epoch", "0")),
                        "runid",
                        Set.of(more.getOrDefault("flags", "master").split(",", -1)),
                        Duration.ofMillis(Long.parseLong(more.getOrDefault("heard", "100"))),
                        Duration.ofMillis(Long.parseLong(more.getOrDefault("down-after", "5000"))),
                        more.getOrDefault("role", "master"),
                        Integer.parseInt(more.getOrDefault("quorum", "2")),
                        2,
                        Duration.ofSeconds(10));
        List<Circle.Member> others =
                Stream.of(more.getOrDefault("knows", "s0,s1,s2").split(",", -1))
                        .filter(id -> !id.equals(own))
                        .map(id ->
                                new Circle.Member(
                                        id, new HostPort(id, 26379), Circle.Hearing.HEARD))
                        .toList();
        String vote = more.getOrDefault("vote", more.getOrDefault("epoch", "0"));
        return new SentinelAnswer.Names(
                address,
                Optional.of(details),
                new Circle(Optional.of(more.getOrDefault("id", own)), others),
                vote.equals("unknown")
                        ? OptionalLong.empty()
                        : OptionalLong.of(Long.parseLong(vote)),
                more.containsKey("tilt") ? SentinelAnswer.Tilt.TILTED : SentinelAnswer.Tilt.NONE);
    }

    static HostPort server(String name) {
        return new HostPort(name, 6379);
    }
}
