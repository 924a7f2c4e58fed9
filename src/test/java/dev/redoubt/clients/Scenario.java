package dev.redoubt.clients;

import java.io.IOException;

/// One thing that clients do.
///
/// @param name as the test report shows it
record Scenario(String name, Conversation conversation) {
    /// What is said.
    @FunctionalInterface
    interface Conversation {
        void on(Talk talk) throws IOException;
    }

    /// Many requests of one client, one after the other, each with one reply.
    static Scenario of(String name, String... requests) {
        return new Scenario(
                name,
                talk -> {
                    for (String request : requests) {
                        talk.client("a").say(request);
                    }
                });
    }
}
