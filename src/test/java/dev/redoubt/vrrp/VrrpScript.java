package dev.redoubt.vrrp;

import dev.redoubt.vrrp.Reading.Standing;
import dev.redoubt.vrrp.VrrpConfig.Membership;
import dev.redoubt.vrrp.VrrpGroupMachine.Group;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/// Plays a transcript's events and writes down what the machines want done.
///
/// `router V3 100 1000ms preempt` adds a router (`preempt`, `nopreempt` or `preempt 3000ms`);
/// `@500` goes to that millisecond and wakes who asked for it before; `!500` goes there asleep; `>
/// 0 heard 101 1000ms above` is an event of router 0, `> all started` of all.
final class VrrpScript {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final List<VrrpConfig> configs = new ArrayList<>();
    private final List<OptionalLong> alarms = new ArrayList<>();
    private final StringBuilder played = new StringBuilder();
    private Group group = VrrpGroupMachine.initial(List.of());
    private long nowNanos;

    private VrrpScript() {}

    /// The transcript again, with what this machine does.
    static String replay(String transcript) {
        VrrpScript script = new VrrpScript();
        transcript
                .lines()
                .filter(line -> !line.startsWith("  ") && !line.startsWith("~"))
                .forEach(script::play);
        return script.played.toString();
    }

    private void play(String line) {
        if (line.startsWith("@")) {
            awakeUntil(Long.parseLong(line.substring(1)) * NANOS_PER_MILLI);
        }
        played.append(line).append('\n');
        String[] words = line.split(" ");
        switch (words[0].isEmpty() ? "" : words[0].substring(0, 1)) {
            case "r" -> add(words);
            case "!" -> nowNanos = Long.parseLong(line.substring(1)) * NANOS_PER_MILLI;
            case ">" -> event(words);
            default -> {}
        }
    }

    private void add(String[] words) {
        Optional<Duration> preempt =
                words[4].equals("nopreempt")
                        ? Optional.empty()
                        : Optional.of(Duration.ofMillis(words.length > 5 ? millis(words[5]) : 0));
        configs.add(
                new VrrpConfig(
                        Version.valueOf(words[1]),
                        Integer.parseInt(words[2]),
                        interval(words[3]),
                        preempt,
                        Membership.ALONE));
        alarms.add(OptionalLong.empty());
        if (configs.size() > 1) {
            configs.replaceAll(config ->
                    new VrrpConfig(
                            config.version(),
                            config.priority(),
                            config.interval(),
                            config.preemptAfter(),
                            Membership.GROUPED));
        }
        group = VrrpGroupMachine.initial(configs);
    }

    private static long millis(String word) {
        return Long.parseLong(word.replace("ms", ""));
    }

    private static Interval interval(String word) {
        return new Interval((int) millis(word) / 10);
    }

    private void awakeUntil(long untilNanos) {
        for (int next = first(untilNanos); next >= 0; next = first(untilNanos)) {
            nowNanos = alarms.get(next).getAsLong();
            alarms.set(next, OptionalLong.empty());
            played.append("~").append(nowNanos / NANOS_PER_MILLI).append(" wakes ").append(next);
            played.append('\n');
            tell(VrrpGroupMachine.step(configs, group, next, new VrrpEvent.Woken(), nowNanos));
        }
        nowNanos = untilNanos;
    }

    private int first(long untilNanos) {
        int first = -1;
        for (int i = 0; i < alarms.size(); i++) {
            OptionalLong at = alarms.get(i);
            boolean due = at.isPresent() && at.getAsLong() <= untilNanos;
            if (due && (first < 0 || at.getAsLong() < alarms.get(first).getAsLong())) {
                first = i;
            }
        }
        return first;
    }

    private void event(String[] words) {
        VrrpEvent event =
                switch (words[2]) {
                    case "started" -> new VrrpEvent.Started();
                    case "stopped" -> new VrrpEvent.Stopped();
                    case "woken" -> new VrrpEvent.Woken();
                    case "faulted" -> new VrrpEvent.Faulted();
                    case "recovered" -> new VrrpEvent.Recovered();
                    case "resigned" -> new VrrpEvent.Resigned();
                    case "priority" -> new VrrpEvent.PriorityChanged(Integer.parseInt(words[3]));
                    case "heard" ->
                            new VrrpEvent.Heard(
                                    Integer.parseInt(words[3]),
                                    interval(words[4]),
                                    Standing.valueOf(
                                            "SENDER_" + words[5].toUpperCase(Locale.ROOT)));
                    default -> throw new IllegalArgumentException(words[2]);
                };
        tell(
                words[1].equals("all")
                        ? VrrpGroupMachine.stepAll(configs, group, event, nowNanos)
                        : VrrpGroupMachine.step(
                                configs, group, Integer.parseInt(words[1]), event, nowNanos));
    }

    private void tell(VrrpGroupMachine.Step step) {
        group = step.group();
        step.tasks()
                .forEach(task -> {
                    if (task.action() instanceof VrrpAction.WakeAt(OptionalLong at)) {
                        alarms.set(task.member(), at);
                    }
                    played.append("  ").append(task.member()).append(' ');
                    played.append(shown(task.action())).append('\n');
                });
    }

    private static String shown(VrrpAction action) {
        return switch (action) {
            case VrrpAction.Send(int priority) -> "send " + priority;
            case VrrpAction.Hold _ -> "hold";
            case VrrpAction.Release _ -> "release";
            case VrrpAction.Announce _ -> "announce";
            case VrrpAction.Became(VrrpState.Role role, VrrpAction.Cause cause) ->
                    role + ": " + cause.text();
            case VrrpAction.WakeAt(OptionalLong at) ->
                    at.isPresent() ? "wake at " + at.getAsLong() / NANOS_PER_MILLI : "no alarm";
        };
    }
}
