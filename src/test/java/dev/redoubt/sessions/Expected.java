package dev.redoubt.sessions;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.Supplier;

/// One command that is outstanding. Both parts run on the thread that reads its client's replies,
/// in the order of the commands: so they may ask and change the model of that client.
///
/// @param heard judges the reply
/// @param unknown what follows where nobody tells whether it was executed
record Expected(Heard heard, Runnable unknown) {
    private static final int SHOWN = 160;

    /// Throws an [AssertionError] at a reply that cannot be.
    @FunctionalInterface
    interface Heard {
        /// Takes the bytes of the reply.
        void reply(String reply);
    }

    /// A command that changes nothing, with the one reply that it can get.
    static Expected exactly(String reply) {
        return read(() -> reply);
    }

    /// The same where only what was answered before tells the reply.
    static Expected read(Supplier<String> reply) {
        return new Expected(heard -> same(reply.get(), heard), () -> {});
    }

    /// A write, what follows when it was executed, and what follows when that is not known.
    static Expected write(String reply, Runnable done, Runnable unknown) {
        return new Expected(
                heard -> {
                    same(reply, heard);
                    done.run();
                },
                unknown);
    }

    /// Large values are compared whole and shown in part.
    static void same(String expected, String heard) {
        if (!expected.equals(heard)) {
            assertEquals(start(expected), start(heard));
            throw new AssertionError(start(heard) + " differs behind what is shown");
        }
    }

    /// As much of a reply as is worth showing, on one line.
    static String start(String reply) {
        String shown = reply.replace("\r\n", " ");
        return shown.length() <= SHOWN
                ? shown
                : shown.substring(0, SHOWN) + "… (" + reply.length() + " bytes)";
    }
}
