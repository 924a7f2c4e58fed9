package dev.redoubt.sessions;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A transaction of one client: what is queued, and what EXEC may answer. Used once.
///
/// Where the link ends before MULTI is answered, and EXEC is under way, its client hears of each
/// command that nobody knows; before EXEC is sent nothing can have run, and it goes on over the
/// next one.
final class Unit {
    /// What becomes of what it watches.
    enum Watch {
        NOTHING,
        /// Watched, and nobody touches it.
        QUIET,
        /// Perhaps watched, and perhaps written by somebody.
        MAYBE,
        /// Watched, and written by somebody meanwhile.
        TOUCHED
    }

    private static final String OK = "+OK\r\n";
    private static final String QUEUED = "+QUEUED\r\n";
    private static final String ABORTED =
            "-EXECABORT Transaction discarded because of previous errors.\r\n";

    private final Participant who;
    private final Random random;
    private final List<Runnable> done = new ArrayList<>();
    private final List<Runnable> unknown = new ArrayList<>();
    private final StringBuilder results = new StringBuilder();
    private int commands;
    private boolean spoiled;
    private volatile boolean unsure;

    Unit(Participant who, Random random) {
        this.who = who;
        this.random = random;
    }

    /// MULTI and what follows it up to its end; sent in one piece, or with waits between.
    void perform(Watch watch) {
        boolean slowly = random.nextInt(3) == 0;
        who.ask(Expected.write(OK, () -> {}, () -> unsure = true), "MULTI");
        for (int i = random.nextInt(6); i >= 0; i--) {
            if (slowly) {
                who.settle();
                if (unsure) {
                    return;
                }
            }
            queue();
        }
        if (random.nextInt(8) == 0) {
            who.ask(new Expected(this::discarded, () -> {}), "DISCARD");
        } else {
            who.ask(new Expected(reply -> executed(watch, reply), this::lost), "EXEC");
        }
    }

    private void queue() {
        String tag = who.tag();
        String key = who.name() + ":k" + random.nextInt(3);
        switch (random.nextInt(16)) {
            case 0 -> {
                String words = "-ERR wrong number of arguments for 'get' command\r\n";
                who.ask(new Expected(reply -> refused(words, reply), () -> {}), "GET", key, tag);
                spoiled = true;
            }
            case 1, 2, 3 -> add(Mirror.bulk(tag), () -> {}, () -> {}, "ECHO", tag);
            case 4, 5 -> add(":1\r\n", () -> {}, () -> {}, "RPUSH", who.name() + ":" + tag, tag);
            case 6 -> add(Mirror.bulk(tag), () -> {}, () -> {}, "EVAL", "return ARGV[1]", "0", tag);
            default -> set(key, tag + ":" + "t".repeat(random.nextInt(200)));
        }
    }

    /// What a lost link took along counts as queued, whatever the server would have said to it.
    private void refused(String words, String reply) {
        if (who.links() == Links.STEADY || !reply.equals(QUEUED)) {
            Expected.same(words, reply);
        }
    }

    private void set(String key, String value) {
        Mirror mirror = who.mirror();
        add(
                OK,
                () -> mirror.belief(key).wrote(value),
                () -> mirror.belief(key).mayHaveWritten(value),
                "SET",
                key,
                value);
    }

    private void add(String result, Runnable change, Runnable perhaps, String... arguments) {
        who.ask(
                new Expected(
                        reply -> Expected.same(QUEUED, reply),
                        () -> {
                            if (unsure) {
                                perhaps.run();
                            }
                        }),
                arguments);
        results.append(result);
        done.add(change);
        unknown.add(perhaps);
        commands++;
    }

    private void discarded(String reply) {
        Expected.same(OK, reply);
        who.mirror().watchesNothing();
    }

    private void executed(Watch watch, String reply) {
        boolean cut = who.links() == Links.CUT;
        String nothing = who.mirror().nilArray();
        boolean broken = cut && who.mirror().isWatching() && reply.equals(nothing);
        who.mirror().watchesNothing();
        if (broken && spoiled) {
            // What the server would have refused may have been lost with the link.
            return;
        }
        if (spoiled || unsure || (cut && reply.equals(ABORTED))) {
            Expected.same(ABORTED, reply);
        } else if (watch == Watch.TOUCHED) {
            Expected.same(nothing, reply);
        } else if (!broken && !(watch == Watch.MAYBE && reply.equals(nothing))) {
            Expected.same("*" + commands + "\r\n" + results, reply);
            done.forEach(Runnable::run);
        }
    }

    private void lost() {
        if (!spoiled) {
            unknown.forEach(Runnable::run);
        }
    }
}
