package dev.redoubt.vrrp;

import dev.redoubt.vrrp.Reading.Standing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;

/// One wire, one clock: what is sent arrives late, or not at all, and not beyond a cut.
final class SimulatedLan {
    private record Due(long atNanos, long order, Runnable what) {}

    private final Random random;
    private final List<SimulatedRouter> routers = new ArrayList<>();
    private final List<Integer> parts = new ArrayList<>();
    private final PriorityQueue<Due> queue =
            new PriorityQueue<>(
                    Comparator.comparingLong(Due::atNanos).thenComparingLong(Due::order));
    private final List<String> log = new ArrayList<>();
    private final Map<List<Integer>, Long> arrivals = new HashMap<>();
    private long nowNanos;
    private long order;
    private double loss;

    SimulatedLan(Random random) {
        this.random = random;
        // Nothing may depend on where the clock begins, nor on its sign.
        this.nowNanos = random.nextLong() / 2;
    }

    void add(SimulatedRouter router) {
        routers.add(router);
        parts.add(0);
    }

    long nowNanos() {
        return nowNanos;
    }

    Random random() {
        return random;
    }

    List<String> log() {
        return log;
    }

    void note(String line) {
        log.add(nowNanos + " " + line);
    }

    void loseUpTo(double share) {
        loss = share;
    }

    /// Each router goes to the part of this number.
    void cut(List<Integer> into) {
        note("parts " + into);
        for (int i = 0; i < parts.size(); i++) {
            parts.set(i, into.get(i));
        }
    }

    List<List<SimulatedRouter>> connected() {
        return parts.stream()
                .distinct()
                .map(part ->
                        routers.stream()
                                .filter(router -> parts.get(router.index()).equals(part))
                                .toList())
                .toList();
    }

    void at(long atNanos, Runnable what) {
        queue.add(new Due(atNanos, order++, what));
    }

    void send(SimulatedRouter from, int member, VrrpAction.Send sent) {
        for (SimulatedRouter to : routers) {
            if (to == from || random.nextDouble() < loss) {
                continue;
            }
            Standing standing =
                    from.index() > to.index() ? Standing.SENDER_ABOVE : Standing.SENDER_BELOW;
            VrrpEvent heard = new VrrpEvent.Heard(sent.priority(), from.interval(member), standing);
            at(
                    arrival(from.index(), to.index()),
                    () -> {
                        if (parts.get(to.index()).equals(parts.get(from.index()))) {
                            to.receive(member, heard);
                        }
                    });
        }
    }

    /// A wire does not let one packet overtake another.
    private long arrival(int from, int to) {
        List<Integer> way = List.of(from, to);
        long sooner = nowNanos + random.nextInt(2_000_000);
        long last = arrivals.getOrDefault(way, sooner);
        long at = sooner - last < 0 ? last : sooner;
        arrivals.put(way, at);
        return at;
    }

    void runFor(long nanos, Runnable afterEach) {
        long end = nowNanos + nanos;
        while (!queue.isEmpty() && queue.peek().atNanos() - end <= 0) {
            Due due = queue.remove();
            nowNanos = due.atNanos();
            due.what().run();
            afterEach.run();
        }
        nowNanos = end;
    }
}
