package dev.redoubt.sessions;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;

/// What a client does with keys that nobody else has.
final class Keys {
    private static final String OK = "+OK\r\n";
    private static final int KEYS = 3;
    private static final int LARGE_BYTES = 60_000;
    private static final int HUGE_BYTES = 2_500_000;

    private final Random random;

    Keys(Random random) {
        this.random = random;
    }

    private String key(Participant who) {
        return who.name() + ":k" + random.nextInt(KEYS);
    }

    private String value(Participant who) {
        String tag = who.tag();
        return switch (random.nextInt(12)) {
            case 0 -> tag + ":" + "x".repeat(random.nextInt(LARGE_BYTES));
            case 1, 2 -> tag + ":" + "\r\n$5\r\n".repeat(random.nextInt(40));
            default -> tag;
        };
    }

    void set(Participant who) {
        String key = key(who);
        String value = value(who);
        Mirror mirror = who.mirror();
        who.ask(
                Expected.write(
                        OK,
                        () -> mirror.belief(key).wrote(value),
                        () -> mirror.belief(key).mayHaveWritten(value)),
                "SET",
                key,
                value);
    }

    void get(Participant who) {
        String key = key(who);
        Mirror mirror = who.mirror();
        who.ask(new Expected(reply -> found(mirror, key, reply), () -> {}), "GET", key);
    }

    private static void found(Mirror mirror, String key, String reply) {
        String value = reply.equals(mirror.nil()) ? Belief.ABSENT : Bulks.in(reply).getFirst();
        Belief belief = mirror.belief(key);
        assertTrue(
                belief.admits(value),
                () -> key + ": " + Expected.start(reply) + " (expected: " + belief + ")");
    }

    /// Reads and writes at once.
    void exchange(Participant who) {
        String key = key(who);
        String value = value(who);
        Mirror mirror = who.mirror();
        who.ask(
                new Expected(
                        reply -> {
                            found(mirror, key, reply);
                            mirror.belief(key).wrote(value);
                        },
                        () -> mirror.belief(key).mayHaveWritten(value)),
                "SET",
                key,
                value,
                "GET");
    }

    void count(Participant who) {
        String key = who.name() + ":n";
        Mirror mirror = who.mirror();
        who.ask(
                new Expected(
                        reply -> {
                            assertTrue(reply.startsWith(":"), () -> Expected.start(reply));
                            mirror.belief(key).counted(Long.parseLong(reply.substring(1).strip()));
                        },
                        () -> mirror.belief(key).mayHaveCounted()),
                "INCR",
                key);
    }

    /// A reply whose shape depends on the protocol.
    void hash(Participant who) {
        String tag = who.tag();
        String key = who.name() + ":" + tag;
        boolean[] written = new boolean[1];
        Mirror mirror = who.mirror();
        who.ask(Expected.write(":1\r\n", () -> written[0] = true, () -> {}), "HSET", key, "f", tag);
        who.ask(
                new Expected(
                        reply -> {
                            String pair = Mirror.bulk("f") + Mirror.bulk(tag);
                            if (written[0] || !reply.equals(mirror.map(0))) {
                                Expected.same(mirror.map(1) + pair, reply);
                            }
                        },
                        () -> {}),
                "HGETALL",
                key);
    }

    /// More than a shared link carries.
    void huge(Participant who) {
        String key = who.name() + ":huge";
        String value = who.tag() + ":" + "h".repeat(random.nextInt(HUGE_BYTES));
        Mirror mirror = who.mirror();
        who.ask(
                Expected.write(
                        OK,
                        () -> mirror.belief(key).wrote(value),
                        () -> mirror.belief(key).mayHaveWritten(value)),
                "SET",
                key,
                value);
        who.ask(new Expected(reply -> found(mirror, key, reply), () -> {}), "GET", key);
    }
}
