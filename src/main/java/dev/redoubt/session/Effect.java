package dev.redoubt.session;

import dev.redoubt.net.Credentials;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/// What a command on a private link does to its connection, if its server agrees.
sealed interface Effect {
    /// Nothing.
    record None() implements Effect {}

    /// MULTI.
    record Begin() implements Effect {}

    /// EXEC.
    record Execute() implements Effect {}

    /// DISCARD.
    record Discard() implements Effect {}

    /// WATCH.
    record Watch() implements Effect {}

    /// UNWATCH.
    record Unwatch() implements Effect {}

    /// SELECT.
    record Select(int database) implements Effect {}

    /// SCRIPT LOAD.
    ///
    /// @param script in ISO 8859-1: it need not be text
    record Load(String script) implements Effect {}

    /// CLIENT PAUSE, or with zero CLIENT UNPAUSE.
    record Pause(Duration length) implements Effect {}

    /// SCRIPT FLUSH.
    record Unload() implements Effect {}

    /// CLIENT SETNAME.
    record Name(String name) implements Effect {}

    /// HELLO with a version.
    ///
    /// @param name from SETNAME, if given
    /// @param credentials from AUTH, if given
    /// @param options how many there are: refused for one of them, the others may have been heeded
    record Hello(
            int protocol, @Nullable String name, @Nullable Credentials credentials, int options)
            implements Effect {}

    /// AUTH as a user whom the server knows.
    record Login(Credentials credentials) implements Effect {}

    /// A command of the SUBSCRIBE family.
    ///
    /// @param confirmations one per channel
    record Subscribe(int confirmations) implements Effect {}

    /// A command of the UNSUBSCRIBE family.
    ///
    /// @param confirmations one per channel; 0 stands for all that there are
    record Unsubscribe(Subscription kind, int confirmations) implements Effect {}

    /// Something that stays with the connection for good (CLIENT TRACKING, NO-EVICT …).
    ///
    /// @param again the command that does the same to another connection, in ISO 8859-1; empty
    ///   where none is known
    record Keep(List<String> again) implements Effect {
        Keep() {
            this(List.of());
        }
    }

    /// Something that the session need not keep, but the next user of the connection must not
    /// inherit.
    record Taint() implements Effect {}

    /// From here on replies can't be counted (MONITOR, CLIENT REPLY OFF).
    record Uncounted() implements Effect {}

    /// What is subscribed to.
    enum Subscription {
        CHANNEL,
        PATTERN,
        SHARD;

        /// @param word SUBSCRIBE, SUNSUBSCRIBE …, in lower case
        static Subscription of(String word) {
            return switch (word.charAt(0)) {
                case 'p' -> PATTERN;
                case 's' -> word.startsWith("sub") ? CHANNEL : SHARD;
                default -> CHANNEL;
            };
        }
    }
}
