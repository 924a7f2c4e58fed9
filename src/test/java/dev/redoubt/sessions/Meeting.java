package dev.redoubt.sessions;

import dev.redoubt.config.HostPort;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Some clients at the same time, each with keys of its own, and queues and channels that they
/// share. One seed decides who does what in which order; only when the replies come it does not.
final class Meeting {
    /// What happened, for a person to see that something did.
    record Figures(int sessions, int unknown, int ended, int messages) {
        Figures plus(Figures more) {
            return new Figures(
                    sessions + more.sessions,
                    unknown + more.unknown,
                    ended + more.ended,
                    messages + more.messages);
        }
    }

    private static final long FEED_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int FEEDS = 200;

    private final HostPort front;
    private final HostPort redis;
    private final Links links;
    private final Random random;
    private final Runnable cut;
    private final String name;
    private final Repertoire repertoire;
    private final Publishing publishing;
    private final Queues queues;
    private final List<Participant> everybody = new ArrayList<>();
    private final List<Participant> present = new ArrayList<>();
    private final Set<Participant> blocked = new HashSet<>();

    /// @param cut ends a link, or more
    Meeting(HostPort front, HostPort redis, Links links, long seed, Runnable cut) {
        this.front = front;
        this.redis = redis;
        this.links = links;
        this.cut = cut;
        random = new Random(seed);
        name = "m" + Long.toUnsignedString(seed, 36).replace('s', '-').replace('c', '.');
        repertoire = new Repertoire(random);
        publishing = new Publishing(name, random);
        queues = new Queues(name, random);
    }

    Figures take() throws IOException {
        try {
            for (int i = 2 + random.nextInt(7); i > 0; i--) {
                present.add(arrive());
            }
            for (int i = 30 + random.nextInt(90); i > 0; i--) {
                step();
            }
            part();
        } catch (AssertionError e) {
            // Another's failure may be the reason of the one that was seen first.
            everybody.forEach(Participant::judge);
            throw e;
        } finally {
            everybody.forEach(Participant::abandon);
        }
        return new Figures(
                everybody.size(),
                everybody.stream().mapToInt(Participant::unknown).sum(),
                (int) everybody.stream().filter(Participant::wasCutOff).count(),
                everybody.stream().mapToInt(each -> each.inbox().taken()).sum());
    }

    private Participant newcomer() throws IOException {
        Participant who = Participant.arrive(front, name + "c" + everybody.size(), links);
        everybody.add(who);
        return who;
    }

    private Participant arrive() throws IOException {
        Participant who = newcomer();
        if (random.nextBoolean()) {
            repertoire.reintroduce(who);
        }
        return who;
    }

    private void step() throws IOException {
        int index = random.nextInt(present.size());
        Participant who = present.get(index);
        boolean goes = random.nextInt(60) == 0;
        if (links == Links.CUT && random.nextInt(10) == 0) {
            cut.run();
        }
        if (who.hasEnded() || goes) {
            publishing.settle(present);
            if (goes && random.nextBoolean() && !blocked.contains(who)) {
                publishing.unsubscribe(who);
                who.leave();
            } else if (!who.hasEnded()) {
                publishing.vanishes(who);
                who.vanish();
            }
            blocked.remove(who);
            present.set(index, arrive());
        } else if (blocked.contains(who)) {
            stepBlocked(who);
        } else if (publishing.isRestricted(who)) {
            stepSubscribed(who);
        } else {
            stepFree(who);
            who.sendSome(random);
        }
    }

    private void stepBlocked(Participant who) throws IOException {
        if (random.nextInt(3) == 0) {
            release(who);
        } else {
            repertoire.small(who);
            who.sendSome(random);
        }
    }

    private void stepSubscribed(Participant who) {
        if (random.nextInt(5) == 0) {
            publishing.settle(present);
            publishing.unsubscribe(who);
        } else {
            repertoire.ping(who);
            who.sendSome(random);
        }
    }

    private void stepFree(Participant who) {
        boolean subscribed = !who.inbox().subscribed().isEmpty();
        switch (random.nextInt(subscribed ? 14 : 17)) {
            case 0, 1, 2 -> queues.push(who);
            case 3 -> {
                blocked.add(who);
                queues.pop(who, "0");
            }
            case 4 -> queues.pop(who, "0.01");
            case 5, 6, 7 -> publishing.publish(who, present);
            case 8 -> new Unit(who, random).perform(Unit.Watch.NOTHING);
            case 9 -> watch(who);
            case 10, 11, 12 -> repertoire.pipeline(who);
            case 13 -> {
                if (subscribed) {
                    publishing.settle(present);
                    publishing.unsubscribe(who);
                } else if (random.nextInt(4) == 0) {
                    repertoire.huge(who);
                }
            }
            case 14 -> repertoire.reintroduce(who);
            default -> publishing.subscribe(who, present);
        }
    }

    /// Another may write what it watches.
    private void watch(Participant who) {
        String key = who.name() + ":watched";
        boolean[] watched = new boolean[1];
        boolean[] written = new boolean[1];
        who.ask(
                Expected.write(
                        "+OK\r\n",
                        () -> {
                            watched[0] = true;
                            who.mirror().watches();
                        },
                        who.mirror()::watches),
                "WATCH",
                key);
        Participant other = present.get(random.nextInt(present.size()));
        boolean touches = random.nextBoolean() && !blocked.contains(other);
        if (!touches || publishing.isRestricted(other)) {
            new Unit(who, random).perform(Unit.Watch.QUIET);
            return;
        }
        who.settle();
        other.settle();
        boolean same = who.mirror().database() == other.mirror().database();
        other.ask(
                Expected.write("+OK\r\n", () -> written[0] = true, () -> {}),
                "SET",
                key,
                other.tag());
        other.settle();
        Unit.Watch touched = watched[0] && written[0] ? Unit.Watch.TOUCHED : Unit.Watch.MAYBE;
        new Unit(who, random).perform(same ? touched : Unit.Watch.QUIET);
    }

    /// Pushes until nobody of its pops waits.
    private void release(Participant who) throws IOException {
        who.send();
        for (int i = 0; i < FEEDS && who.waiting().get() > 0; i++) {
            Participant feeder = newcomer();
            queues.feed(feeder);
            feeder.leave();
            who.isSettledWithin(FEED_NANOS);
        }
        who.settle();
        blocked.remove(who);
    }

    private void part() throws IOException {
        for (Participant each : List.copyOf(blocked)) {
            release(each);
        }
        publishing.settle(present);
        for (Participant each : present) {
            publishing.unsubscribe(each);
            each.leave();
        }
        publishing.check(everybody);
        queues.settle(redis);
    }
}
