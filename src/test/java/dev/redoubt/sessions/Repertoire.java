package dev.redoubt.sessions;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;

/// What a client does that concerns nobody else. Nothing here waits for a reply, except where the
/// client must know it to go on.
final class Repertoire {
    private static final String OK = "+OK\r\n";
    static final int DATABASES = 3;

    private final Random random;
    private final Keys keys;

    Repertoire(Random random) {
        this.random = random;
        keys = new Keys(random);
    }

    /// One to a dozen commands, ready to be sent as a pipeline.
    void pipeline(Participant who) {
        for (int i = random.nextInt(random.nextInt(12) + 1); i >= 0; i--) {
            one(who);
        }
    }

    private void one(Participant who) {
        switch (random.nextInt(16)) {
            case 0, 1 -> keys.set(who);
            case 2, 3 -> keys.get(who);
            case 4 -> select(who);
            case 5 -> name(who);
            case 6 -> keys.exchange(who);
            case 7 -> keys.hash(who);
            case 8 -> script(who);
            case 9 -> refused(who);
            case 10 -> ownPop(who);
            case 11 -> emptyPop(who);
            case 12 -> stream(who);
            case 13 -> silence(who);
            default -> small(who);
        }
    }

    /// One of those that are short and never wait.
    void small(Participant who) {
        switch (random.nextInt(5)) {
            case 0 -> keys.count(who);
            case 1 -> keys.get(who);
            case 2 -> inline(who);
            case 3 -> ping(who);
            default -> echo(who);
        }
    }

    private void echo(Participant who) {
        String tag = who.tag();
        who.ask(Expected.exactly(Mirror.bulk(tag)), "ECHO", tag);
    }

    private void inline(Participant who) {
        String tag = who.tag();
        who.askInline(Expected.exactly(Mirror.bulk(tag)), "ECHO " + tag);
    }

    /// In RESP2 a subscriber's PONG is an array.
    void ping(Participant who) {
        String tag = who.tag();
        boolean array = who.mirror().protocol() == 2 && !who.inbox().subscribed().isEmpty();
        who.ask(
                Expected.exactly(array ? Mirror.bulks("pong", tag) : Mirror.bulk(tag)),
                "PING",
                tag);
    }

    private void select(Participant who) {
        int database = random.nextInt(DATABASES);
        Mirror mirror = who.mirror();
        who.ask(
                Expected.write(OK, () -> mirror.selected(database), () -> {}),
                "SELECT",
                Integer.toString(database));
    }

    private void name(Participant who) {
        Mirror mirror = who.mirror();
        if (random.nextBoolean()) {
            who.ask(Expected.read(mirror::nameReply), "CLIENT", "GETNAME");
        } else {
            String name = who.tag();
            who.ask(
                    Expected.write(OK, () -> mirror.named(name), () -> {}),
                    "CLIENT",
                    "SETNAME",
                    name);
        }
    }

    private void script(Participant who) {
        String tag = who.tag();
        who.ask(
                Expected.exactly(Mirror.bulk(tag)),
                "EVAL",
                "return ARGV[1]",
                "1",
                who.name() + ":k0",
                tag);
    }

    /// Errors that name the client.
    private void refused(Participant who) {
        String tag = who.tag();
        if (random.nextBoolean()) {
            String words = "-ERR unknown command 'NONE', with args beginning with: '" + tag;
            who.ask(Expected.exactly(words + "' \r\n"), "NONE", tag);
        } else {
            String words = "-ERR value is not an integer or out of range\r\n";
            who.ask(Expected.exactly(words), "INCRBY", who.name() + ":n", tag);
        }
    }

    /// What it has pushed it pops.
    private void ownPop(Participant who) {
        String tag = who.tag();
        String key = who.name() + ":" + tag;
        boolean[] pushed = new boolean[1];
        Mirror mirror = who.mirror();
        who.ask(Expected.write(":1\r\n", () -> pushed[0] = true, () -> {}), "RPUSH", key, tag);
        who.ask(
                new Expected(
                        reply -> {
                            if (pushed[0] || !reply.equals(mirror.nilArray())) {
                                Expected.same(Mirror.bulks(key, tag), reply);
                            }
                        },
                        () -> {}),
                random.nextBoolean() ? "BLPOP" : "BRPOP",
                key,
                "0.2");
    }

    private void emptyPop(Participant who) {
        Mirror mirror = who.mirror();
        String key = who.name() + ":none";
        String command = random.nextBoolean() ? "BLPOP" : "BZPOPMIN";
        who.ask(Expected.read(mirror::nilArray), command, key, "0.005");
    }

    private void stream(Participant who) {
        Mirror mirror = who.mirror();
        String key = who.name() + ":stream";
        who.ask(Expected.read(mirror::nilArray), "XREAD", "BLOCK", "3", "STREAMS", key, "$");
    }

    /// A command whose reply nobody wants. A connection that carries that cannot be given another
    /// link.
    private void silence(Participant who) {
        if (who.links() == Links.STEADY && who.inbox().subscribed().isEmpty()) {
            who.tell("CLIENT", "REPLY", "SKIP");
            who.tell("ECHO", who.tag());
        }
        echo(who);
    }

    /// Another version of the protocol, or everything as at the beginning.
    void reintroduce(Participant who) {
        Mirror mirror = who.mirror();
        if (random.nextInt(4) == 0) {
            who.ask(Expected.write("+RESET\r\n", mirror::reset, () -> {}), "RESET");
        } else {
            int version = 2 + random.nextInt(2);
            String head = version == 2 ? "*14\r\n" : "%7\r\n";
            who.ask(
                    new Expected(
                            reply -> {
                                assertTrue(reply.startsWith(head), () -> Expected.start(reply));
                                mirror.speaks(version);
                            },
                            () -> {}),
                    "HELLO",
                    Integer.toString(version));
        }
        // What it may say next depends on the answer.
        who.settle();
    }

    /// A value that no shared link carries, and one that every link does.
    void huge(Participant who) {
        who.settle();
        keys.huge(who);
        echo(who);
    }
}
