package dev.redoubt.sessions;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.RealRedis;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Who of a meeting publishes what to whom.
final class Publishing {
    private final String name;
    private final Random random;
    private final AtomicInteger outstanding = new AtomicInteger();
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();
    private int vanished;

    Publishing(String name, Random random) {
        this.name = name;
        this.random = random;
    }

    /// Whether it may say little but PING now.
    boolean isRestricted(Participant who) {
        return who.mirror().protocol() == 2 && !who.inbox().subscribed().isEmpty();
    }

    private String channel() {
        return name + ":news" + random.nextInt(2);
    }

    private static boolean listens(Participant who, String channel) {
        String to = who.inbox().subscribed();
        return to.equals(channel) || to.endsWith("*");
    }

    void publish(Participant who, List<Participant> present) {
        String channel = channel();
        String message = who.tag();
        int listeners = 0;
        for (Participant each : present) {
            if (listens(each, channel)) {
                each.inbox().expect(who.name(), message);
                listeners++;
            }
        }
        int least = listeners;
        // The server may not have noticed yet that somebody is gone.
        int most = listeners + vanished;
        outstanding.incrementAndGet();
        who.ask(
                new Expected(
                        reply -> {
                            outstanding.decrementAndGet();
                            heard(who, reply, least, most);
                        },
                        () -> {
                            outstanding.decrementAndGet();
                            unknown.add(message);
                        }),
                "PUBLISH",
                channel,
                message);
    }

    private static void heard(Participant who, String reply, int least, int most) {
        assertTrue(reply.startsWith(":"), () -> Expected.start(reply));
        int count = Integer.parseInt(reply.substring(1).strip());
        assertTrue(
                who.links() == Links.CUT || (count >= least && count <= most),
                () -> "PUBLISH: " + count + " (expected: " + least + " to " + most + ")");
    }

    /// Everything that was published has been answered, and so is on its way to its subscribers.
    void settle(List<Participant> present) {
        present.forEach(Participant::send);
        RealRedis.await(
                "the replies to PUBLISH",
                () -> {
                    present.forEach(Participant::judge);
                    return outstanding.get() == 0;
                });
    }

    /// Listens to one channel, or to all by a pattern.
    void subscribe(Participant who, List<Participant> present) {
        boolean pattern = random.nextInt(3) == 0;
        String to = pattern ? name + ":news*" : channel();
        who.settle();
        settle(present);
        Inbox inbox = who.inbox();
        inbox.subscribe(to);
        String command = pattern ? "PSUBSCRIBE" : "SUBSCRIBE";
        who.ask(
                new Expected(
                        reply -> Expected.same(confirmation(who, command, to, 1), reply),
                        inbox::unsubscribed),
                command,
                to);
        who.settle();
    }

    /// Hears nothing more; before, everything that is published has to be answered.
    void unsubscribe(Participant who) {
        String from = who.inbox().subscribed();
        if (from.isEmpty() || who.hasEnded()) {
            return;
        }
        String command = from.endsWith("*") ? "PUNSUBSCRIBE" : "UNSUBSCRIBE";
        who.ask(
                new Expected(
                        reply -> {
                            Expected.same(confirmation(who, command, from, 0), reply);
                            who.inbox().unsubscribed();
                        },
                        () -> {}),
                command,
                from);
        who.settle();
    }

    private static String confirmation(Participant who, String command, String name, int count) {
        String head = who.mirror().protocol() == 2 ? "*3\r\n" : ">3\r\n";
        String kind = Mirror.bulk(command.toLowerCase(Locale.ROOT));
        return head + kind + Mirror.bulk(name) + ":" + count + "\r\n";
    }

    /// A subscriber is about to go without a word.
    void vanishes(Participant who) {
        vanished += who.inbox().subscribed().isEmpty() ? 0 : 1;
    }

    /// Everybody is gone.
    void check(List<Participant> everybody) {
        for (Participant each : everybody) {
            Set<String> late = new HashSet<>(each.inbox().late());
            late.removeAll(unknown);
            assertTrue(late.isEmpty(), () -> "out of order: " + late + " at " + each);
        }
    }
}
