package dev.redoubt.sessions;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.RawClient;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// The queues of a meeting, from which anybody may pop what anybody pushes. Who selects another
/// database finds others there, under the same names.
final class Queues {
    private static final int QUEUES = 2;

    private final Random random;
    private final List<SharedQueue> queues;

    Queues(String meeting, Random random) {
        this.random = random;
        queues =
                IntStream.range(0, QUEUES)
                        .mapToObj(i -> new SharedQueue(meeting + ":queue" + i))
                        .toList();
    }

    private SharedQueue any() {
        return queues.get(random.nextInt(QUEUES));
    }

    void push(Participant who) {
        push(who, any());
    }

    private static void push(Participant who, SharedQueue queue) {
        String element = who.tag();
        who.ask(queue.push(element), "RPUSH", queue.key(), element);
    }

    /// @param seconds to wait; 0: without a limit
    void pop(Participant who, String seconds) {
        SharedQueue queue = any();
        boolean untimed = seconds.equals("0");
        if (untimed) {
            who.waiting().incrementAndGet();
        }
        Runnable over = () -> who.waiting().addAndGet(untimed ? -1 : 0);
        who.ask(
                new Expected(
                        reply -> {
                            over.run();
                            popped(who, queue, reply, seconds);
                        },
                        () -> {
                            over.run();
                            queue.mayHavePopped();
                        }),
                random.nextBoolean() ? "BLPOP" : "BRPOP",
                queue.key(),
                seconds);
    }

    private static void popped(Participant who, SharedQueue queue, String reply, String seconds) {
        if (reply.equals(who.mirror().nilArray()) && !seconds.equals("0")) {
            return;
        }
        String element = Bulks.in(reply).getLast();
        Expected.same(Mirror.bulks(queue.key(), element), reply);
        queue.receive(element);
    }

    /// Pushes something for whoever waits, wherever.
    void feed(Participant who) {
        for (int database = 0; database < Repertoire.DATABASES; database++) {
            who.ask(Expected.exactly("+OK\r\n"), "SELECT", Integer.toString(database));
            queues.forEach(queue -> push(who, queue));
        }
    }

    /// Everybody is gone.
    void settle(HostPort redis) throws IOException {
        try (RawClient direct = RawClient.connect(redis)) {
            for (SharedQueue queue : queues) {
                List<String> left = new ArrayList<>();
                for (int database = 0; database < Repertoire.DATABASES; database++) {
                    direct.ask("SELECT", Integer.toString(database));
                    left.addAll(Bulks.in(direct.ask("LRANGE", queue.key(), "0", "-1")));
                }
                queue.settle(left);
            }
        }
    }
}
