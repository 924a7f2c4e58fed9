package dev.redoubt.peer;

import dev.redoubt.config.HostPort;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Locale;

/// What nodes tell each other. One line of words on the wire, the version first; what is not of
/// that form is ignored, for anybody who may publish can send anything.
///
/// `redoubt/1 NODE POOL RUN KIND MOVE …`
public sealed interface PeerMessage {
    /// The version that is spoken; others are ignored.
    String VERSION = "redoubt/1";

    /// Longer ones are ignored.
    int MOST_LETTERS = 1024;

    /// A hold that is asked for is no longer than this, whatever a message says.
    Duration LONGEST_HOLD = Duration.ofSeconds(6);

    /// A pause that is asked for is no longer than this, and than each node's own limit.
    Duration LONGEST_PAUSE = Duration.ofHours(1);

    /// Sent every second.
    record Here() implements PeerMessage {}

    /// Whoever is there says so at once.
    record Call() implements PeerMessage {}

    /// Hold commands, and say when what was sent is answered.
    ///
    /// @param move names the move
    record Hold(String move, Duration most) implements PeerMessage {}

    /// Commands are held here, and what was sent is answered.
    record Held(String move) implements PeerMessage {}

    /// The primary is another: look, use it, and let commands go on.
    record Moved(String move, HostPort from, HostPort to) implements PeerMessage {}

    /// Nothing was moved: let commands go on.
    record Release(String move) implements PeerMessage {}

    /// An operator pauses the pool at all nodes.
    ///
    /// @param order names it
    /// @param most for so long, and no longer than each allows by itself
    record Pause(String order, Scope scope, Duration most) implements PeerMessage {}

    /// Which commands wait.
    enum Scope {
        EVERYTHING,
        WRITES;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// An operator lets commands go on at all nodes.
    record Resume(String order) implements PeerMessage {}

    /// What an operator ordered is done here.
    record Done(String order) implements PeerMessage {}

    /// A message and who sent it.
    record Sent(PeerName by, PeerMessage message) {
        /// As on the wire.
        public String line() {
            return String.join(" ", VERSION, by.node(), by.pool(), by.run(), words(message));
        }

        private static String words(PeerMessage message) {
            return switch (message) {
                case Here _ -> "here";
                case Call _ -> "call";
                case Hold(String move, Duration most) -> "hold " + move + " " + most.toMillis();
                case Held(String move) -> "held " + move;
                case Moved(String move, HostPort from, HostPort to) ->
                        "moved " + move + " " + from + " " + to;
                case Release(String move) -> "release " + move;
                case Pause(String order, Scope scope, Duration most) ->
                        "pause " + order + " " + scope.word() + " " + most.toMillis();
                case Resume(String order) -> "resume " + order;
                case Done(String order) -> "done " + order;
            };
        }

        /// Null for what is no such message.
        public static @Nullable Sent of(String line) {
            if (line.length() > MOST_LETTERS) {
                return null;
            }
            String[] words = line.split(" ", -1);
            if (words.length < 5 || !words[0].equals(VERSION)) {
                return null;
            }
            PeerMessage message = message(words);
            return message == null
                    ? null
                    : new Sent(new PeerName(words[1], words[2], words[3]), message);
        }

        private static @Nullable PeerMessage message(String[] words) {
            int more = words.length - 5;
            return switch (words[4]) {
                case "here" -> more == 0 ? new Here() : null;
                case "call" -> more == 0 ? new Call() : null;
                case "hold" -> more == 2 ? hold(words[5], words[6]) : null;
                case "held" -> more == 1 ? new Held(words[5]) : null;
                case "moved" -> more == 3 ? moved(words[5], words[6], words[7]) : null;
                case "release" -> more == 1 ? new Release(words[5]) : null;
                case "pause" -> more == 3 ? pause(words[5], words[6], words[7]) : null;
                case "resume" -> more == 1 ? new Resume(words[5]) : null;
                case "done" -> more == 1 ? new Done(words[5]) : null;
                default -> null;
            };
        }

        private static @Nullable PeerMessage hold(String move, String millis) {
            Duration most = duration(millis, LONGEST_HOLD);
            return most == null ? null : new Hold(move, most);
        }

        private static @Nullable PeerMessage pause(String order, String scope, String millis) {
            Duration most = duration(millis, LONGEST_PAUSE);
            for (Scope each : Scope.values()) {
                if (most != null && each.word().equals(scope)) {
                    return new Pause(order, each, most);
                }
            }
            return null;
        }

        /// Null for what is none, or longer than `limit`.
        private static @Nullable Duration duration(String millis, Duration limit) {
            try {
                Duration most = Duration.ofMillis(Long.parseLong(millis));
                return most.isPositive() && most.compareTo(limit) <= 0 ? most : null;
            } catch (NumberFormatException _) {
                return null;
            }
        }

        private static @Nullable PeerMessage moved(String move, String from, String to) {
            HostPort before = HostPort.of(from).orElse(null);
            HostPort now = HostPort.of(to).orElse(null);
            return before == null || now == null ? null : new Moved(move, before, now);
        }
    }
}
