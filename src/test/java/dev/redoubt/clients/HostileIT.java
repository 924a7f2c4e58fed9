package dev.redoubt.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.FakeRedis;
import dev.redoubt.peers.Front;
import dev.redoubt.peers.LeakCheck;
import dev.redoubt.peers.RawClient;
import dev.redoubt.peers.RealRedis;
import dev.redoubt.resp.Hostile;
import dev.redoubt.resp.Seeded;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Clients and servers that keep to no rule, and others beside them that are served as if they were
/// alone. Afterwards everything is as before.
@ExtendWith(LeakCheck.class)
class HostileIT {
    private static final int ATTACKERS = 4;
    private static final int BYSTANDERS = 3;
    private static final int WARM_UP = 200;
    private static final long MEMORY_SLACK_BYTES = 16L << 20;

    private static final String[] JUNK = {
        "?",
        "\u0000",
        "$-2\r\n",
        "$99999999999999\r\n",
        "*-3\r\n",
        "*x\r\n",
        "$\r\n",
        "HTTP/1.1 ",
        "%-1\r\nx",
        "=1+\r\n",
        "\r\n"
    };

    private static final String UNASKED = ">1\r\n+unasked\r\n";

    /// Runs attackers until all cases are done, and bystanders beside them.
    private static void attack(Front front, int cases, Attack attack, Bystander bystander)
            throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger left = new AtomicInteger(cases);
        long first = Seeded.first();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> beside = new ArrayList<>();
            for (int i = 0; i < BYSTANDERS; i++) {
                Random random = new Random(first - 1 - i);
                beside.add(threads.submit(() -> bystander.serve(front, random, over)));
            }
            List<Future<?>> attackers = new ArrayList<>();
            for (int i = 0; i < ATTACKERS; i++) {
                attackers.add(
                        threads.submit(() -> {
                            int number;
                            while ((number = left.getAndDecrement()) > 0) {
                                attack.on(front, new Random(first + number));
                            }
                            return null;
                        }));
            }
            try {
                for (Future<?> attacker : attackers) {
                    attacker.get();
                }
            } finally {
                over.set(true);
            }
            for (Future<Integer> each : beside) {
                assertTrue(each.get() > 0, "rounds of a bystander");
            }
        } catch (Exception e) {
            throw new AssertionError("-Dredoubt.seed=" + first + ": " + e.getCause(), e);
        }
    }

    private interface Attack {
        void on(Front front, Random random) throws IOException;
    }

    private interface Bystander {
        /// Returns how many rounds it had until it is over.
        int serve(Front front, Random random, AtomicBoolean over) throws IOException;
    }

    private static long directBytes() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }

    private static void assertAsBefore(Front front, long bytesBefore) {
        RealRedis.await("no clients", () -> front.snapshot().clients() == 0);
        RealRedis.await("no more than idle links", () -> front.snapshot().privateLinks() <= 128);
        RealRedis.await("memory as before", () -> directBytes() < bytesBefore + MEMORY_SLACK_BYTES);
        assertEquals(0, front.faults());
    }

    @Test
    void hostileClientsHurtNobody() throws Exception {
        try (RealRedis redis = RealRedis.installed();
                Front front = Front.before(redis, "", "")) {
            attack(front, WARM_UP, HostileIT::assault, HostileIT::counted);
            assertAsBefore(front, Long.MAX_VALUE - MEMORY_SLACK_BYTES);
            long before = directBytes();
            attack(front, Seeded.cases(4_000), HostileIT::assault, HostileIT::counted);
            assertAsBefore(front, before);
        }
    }

    /// A stream of requests, most of them damaged, sent in pieces to somebody who leaves when and
    /// how it pleases.
    private static void assault(Front front, Random random) throws IOException {
        StringBuilder stream = new StringBuilder();
        for (int i = random.nextInt(6); i >= 0; i--) {
            String next = random.nextInt(4) == 0 ? Hostile.request(random) : request(random);
            stream.append(random.nextBoolean() ? next : Hostile.damaged(next, random));
        }
        try (RawClient client = RawClient.connect(front.address())) {
            int pieces = 1 + random.nextInt(3);
            for (int i = 0; i < pieces; i++) {
                int from = stream.length() * i / pieces;
                client.sendBytes(stream.substring(from, stream.length() * (i + 1) / pieces));
                if (random.nextInt(4) == 0) {
                    break;
                }
            }
            switch (random.nextInt(4)) {
                case 0 -> client.reset();
                case 1 -> {
                    client.endSending();
                    client.untilEnd();
                }
                case 2 -> client.endSending();
                default -> {}
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("neither answered nor ended: " + stream, e);
        } catch (IOException closed) {
            // It was refused before it had sent everything.
        }
    }

    private static String request(Random random) {
        String key = "x" + random.nextInt(3);
        return switch (random.nextInt(14)) {
            case 0 -> RawClient.request("SET", key, "v".repeat(random.nextInt(40_000)));
            case 1 -> RawClient.request("GET", key);
            case 2 -> RawClient.request("MULTI") + RawClient.request("INCR", key);
            case 3 -> RawClient.request("EXEC");
            case 4 -> RawClient.request("SUBSCRIBE", key);
            case 5 -> RawClient.request("BLPOP", "none", "0.05");
            case 6 -> RawClient.request("SELECT", "" + random.nextInt(20));
            case 7 -> RawClient.request("HELLO", "" + random.nextInt(2, 5));
            case 8 -> RawClient.request("CLIENT", "REPLY", random.nextBoolean() ? "OFF" : "ON");
            case 9 -> RawClient.request("WATCH", key);
            case 10 -> RawClient.request("CLIENT", "TRACKING", "ON");
            case 11 -> RawClient.request("AUTH", "default", "any");
            case 12 -> "PING 'inline' \"" + key + "\"\r\n";
            default -> RawClient.request(random.nextBoolean() ? "RESET" : "MONITOR");
        };
    }

    /// Counts in a pipeline; every reply is the right one.
    private static int counted(Front front, Random random, AtomicBoolean over) throws IOException {
        int rounds = 0;
        long count = 0;
        String key = "own:" + random.nextLong();
        try (RawClient client = RawClient.connect(front.address())) {
            client.ask("DEL", key);
            for (; !over.get(); rounds++) {
                int commands = 1 + random.nextInt(20);
                String value = "v".repeat(random.nextInt(20_000));
                StringBuilder pipeline = new StringBuilder();
                for (int i = 0; i < commands; i++) {
                    pipeline.append(RawClient.request("INCR", key));
                    pipeline.append(RawClient.request("ECHO", value + i));
                }
                client.sendBytes(pipeline.toString());
                for (int i = 0; i < commands; i++) {
                    assertEquals(":" + ++count + "\r\n", client.reply());
                    assertEquals(bulk(value + i), client.reply());
                }
            }
        }
        return rounds;
    }

    private static String start(String reply) {
        return reply.substring(0, Math.min(60, reply.length()));
    }

    private static String bulk(String value) {
        return "$" + value.length() + "\r\n" + value + "\r\n";
    }

    @Test
    void hostileServersHurtNobodysOrder() throws Exception {
        AtomicInteger lies = new AtomicInteger();
        Random random = new Random(Seeded.first());
        try (FakeRedis fake = FakeRedis.start((to, request) -> lie(to, request, lies, random));
                Front front = Front.start(file(fake))) {
            attack(front, WARM_UP, HostileIT::conversation, HostileIT::conversations);
            long before = directBytes();
            attack(front, Seeded.cases(2_000), HostileIT::conversation, HostileIT::conversations);
            assertTrue(lies.get() > 20, lies + " lies");
            assertAsBefore(front, before);
            RealRedis.await("few links", () -> fake.connections() < 150);
        }
    }

    private static String file(FakeRedis fake) {
        return """
        workers: 2
        pools:
          front:
            listen: 127.0.0.1:0
            backend: {servers: [%s]}
        """
                .formatted(fake.address());
    }

    /// Answers with the last argument; now and then breaks the protocol or the connection.
    private static void lie(
            FakeRedis.Connection to, List<String> request, AtomicInteger lies, Random random)
            throws IOException {
        String right = bulk(request.getLast());
        int what;
        String junk;
        synchronized (random) {
            what = random.nextInt(6_000);
            junk = JUNK[random.nextInt(JUNK.length)] + Hostile.reply(random, 2);
        }
        if (what > 8) {
            to.write(right);
            return;
        }
        lies.incrementAndGet();
        switch (what) {
            case 0 -> to.write(junk);
            case 1 -> to.write(right.substring(0, right.length() / 2));
            case 2 -> to.write("*1\r\n".repeat(1025) + "@\r\n");
            case 3 -> to.write("*2\r\n" + right);
            case 4 -> to.write(right + junk);
            case 6 -> to.write(UNASKED);
            default -> {}
        }
        if (what % 2 == 0) {
            to.reset();
        } else {
            to.close();
        }
    }

    private static int conversations(Front front, Random random, AtomicBoolean over)
            throws IOException {
        int rounds = 0;
        for (; !over.get(); rounds++) {
            conversation(front, random);
        }
        return rounds;
    }

    /// Each command is answered rightly and in order, or with one error, or the connection ends.
    private static void conversation(Front front, Random random) throws IOException {
        try (RawClient client = RawClient.connect(front.address())) {
            for (int round = random.nextInt(4); round >= 0; round--) {
                List<String> values = new ArrayList<>();
                StringBuilder pipeline = new StringBuilder();
                for (int i = random.nextInt(12); i >= 0; i--) {
                    String value = random.nextLong() + "v".repeat(random.nextInt(30_000));
                    boolean alone = random.nextInt(20) == 0;
                    values.add(bulk(value));
                    pipeline.append(
                            alone
                                    ? RawClient.request("BLPOP", "k", value)
                                    : RawClient.request("ECHO", value));
                }
                client.sendBytes(pipeline.toString());
                for (String expected : values) {
                    String reply = client.reply();
                    if (reply.equals(UNASKED)) {
                        // What the server pushes over a private link is for its client to judge.
                        return;
                    }
                    if (!reply.startsWith("-ERR redoubt: ")) {
                        assertEquals(start(expected), start(reply));
                        assertEquals(expected.length(), reply.length());
                    }
                }
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("neither answered nor ended", e);
        } catch (IOException ended) {
            // Where a reply was cut, or the link had state.
        }
    }
}
