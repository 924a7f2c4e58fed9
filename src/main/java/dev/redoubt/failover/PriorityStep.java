package dev.redoubt.failover;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// What is done to a server's replica-priority, so that Sentinel does not elect a server that has
/// not got the present primary's writes yet, and so that it never stays at 0 afterwards.
///
/// Sentinel compares the offsets of different histories and ignores whether a replica's link is up:
/// a demoted primary with a large offset wins. Priority 0 is never elected. What the priority was
/// is written on the server itself, as a [Mark], and wiped off when it is set back: whoever looks,
/// at any time, sees whose 0 it is and what to put back. Priority and mark change together, in one
/// transaction, by every step: a node that acts on what it saw a moment ago may undo another's
/// step, which the next look repeats, but never leaves a 0 without a mark.
///
/// | standing | priority | mark | step |
/// |---|---|---|---|
/// | unsynced | more than 0 | none | [Protect], if it is known to have been primary |
/// | unsynced | 0 | none | [Keep]: an operator's own 0 |
/// | unsynced | 0 | ours | [Keep]: protected |
/// | unsynced | more than 0 | ours | [Keep]: an operator's word during the protection |
/// | synced | 0 | ours | [Restore] |
/// | synced | more than 0 | ours | [Unmark] |
/// | synced | any | none | [Keep] |
/// | any | any | another's | [Keep]: there is no place for a mark |
///
/// A planned move changes priorities for its own time, and its node may die in the middle. Its mark
/// says what the priority was, what the move has made of it, and until when a move can last by the
/// server's own clock:
///
/// | standing | priority | a move's mark | step |
/// |---|---|---|---|
/// | unsynced | more than 0 | any | [Protect], if it is known to have been primary |
/// | any | any | until later | [Wait] |
/// | any | the move's | over | [Restore] |
/// | any | another | over | [Unmark]: an operator's word during the move |
public sealed interface PriorityStep {
    /// Nothing, and look again: a move may be under way.
    record Wait() implements PriorityStep {}

    /// Nothing.
    record Keep() implements PriorityStep {}

    /// Set the priority to 0 and the mark.
    record Protect(long was) implements PriorityStep {}

    /// Set the priority back and wipe the mark.
    record Restore(long was) implements PriorityStep {}

    /// Leave the priority as it is and wipe the mark.
    record Unmark(long now) implements PriorityStep {}

    /// What a server is to the primary in use.
    enum Standing {
        /// A replica whose link is not up, or a primary that is not the one in use.
        UNSYNCED,
        /// A replica whose link is up, or the primary in use.
        SYNCED;

        /// Of a server that is not the primary in use.
        public static Standing of(InfoText replication) {
            return replication.text("master_link_status").equals("up") ? SYNCED : UNSYNCED;
        }
    }

    /// A priority that a planned move has set.
    ///
    /// @param was before
    /// @param untilSeconds when no such move can be under way any more, since 1970 by the server's
    ///   clock
    record Favour(long was, long becomes, long untilSeconds) {
        /// Longer than any move takes from the first priority to the last.
        public static final long LONGEST_SECONDS = 90;

        /// Whether such a move can be under way. A time that is much further off than any move
        /// takes is of a clock that was wrong.
        public boolean isUnderWay(long nowSeconds) {
            return nowSeconds < untilSeconds && untilSeconds - nowSeconds <= 2 * LONGEST_SECONDS;
        }
    }

    /// What is kept on a server in `cluster-announce-ip`: a text of the running configuration that
    /// every Redis has since 4.0 and that means nothing outside of a cluster, where there is no
    /// Sentinel.
    record Mark(String text) {
        /// The setting that holds it.
        public static final String SETTING = "cluster-announce-ip";

        /// What a server has that nobody protects.
        public static final Mark NONE = new Mark("");

        private static final String PREFIX = "redoubt-replica-priority-was-";

        /// Not one that versions before knew: to them this is another's text.
        private static final String MOVE_PREFIX = "redoubt-moving-priority-";

        /// Says what the priority was.
        public static Mark of(long priority) {
            return new Mark(PREFIX + priority);
        }

        /// Says what a move has changed, and for how long.
        public static Mark of(Favour favour) {
            return new Mark(
                    "%s%d-%d-%d"
                            .formatted(
                                    MOVE_PREFIX,
                                    favour.was(),
                                    favour.becomes(),
                                    favour.untilSeconds()));
        }

        /// What a move has changed; empty if this is no move's mark.
        public Optional<Favour> favour() {
            if (!text.startsWith(MOVE_PREFIX)) {
                return Optional.empty();
            }
            List<OptionalLong> numbers =
                    Stream.of(text.substring(MOVE_PREFIX.length()).split("-", -1))
                            .map(each -> InfoText.of("number:" + each).number("number"))
                            .toList();
            boolean whole =
                    numbers.size() == 3 && numbers.stream().allMatch(OptionalLong::isPresent);
            return whole
                    ? Optional.of(
                            new Favour(
                                    numbers.get(0).getAsLong(),
                                    numbers.get(1).getAsLong(),
                                    numbers.get(2).getAsLong()))
                    : Optional.empty();
        }

        /// Whether this may be overwritten: nothing, or ours.
        public boolean isOurs() {
            return text.isEmpty() || was().isPresent() || favour().isPresent();
        }

        /// What the priority was; empty if this is not a mark of ours.
        public OptionalLong was() {
            if (!text.startsWith(PREFIX)) {
                return OptionalLong.empty();
            }
            return InfoText.of("was:" + text.substring(PREFIX.length())).number("was");
        }
    }

    /// What to do to a server that is known to have been primary before the one in use.
    ///
    /// @param nowSeconds by the server's clock
    static PriorityStep forDemoted(Standing standing, long priority, Mark mark, long nowSeconds) {
        Optional<Favour> favour = mark.favour();
        boolean unprotected = (mark.text().isEmpty() || favour.isPresent()) && priority > 0;
        if (standing == Standing.UNSYNCED && unprotected) {
            return new Protect(
                    favour.filter(each -> each.becomes() == priority)
                            .map(Favour::was)
                            .orElse(priority));
        }
        return forAny(standing, priority, mark, nowSeconds);
    }

    /// What to do to any other server.
    ///
    /// @param nowSeconds by the server's clock
    static PriorityStep forAny(Standing standing, long priority, Mark mark, long nowSeconds) {
        Optional<Favour> favour = mark.favour();
        if (favour.isPresent()) {
            return afterMove(favour.get(), priority, nowSeconds);
        }
        OptionalLong was = mark.was();
        if (standing == Standing.UNSYNCED || was.isEmpty()) {
            return new Keep();
        }
        return priority == 0 ? new Restore(was.getAsLong()) : new Unmark(priority);
    }

    private static PriorityStep afterMove(Favour favour, long priority, long nowSeconds) {
        if (favour.isUnderWay(nowSeconds)) {
            return new Wait();
        }
        return priority == favour.becomes() ? new Restore(favour.was()) : new Unmark(priority);
    }
}
