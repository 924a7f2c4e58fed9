package dev.redoubt.failover;

import java.util.Optional;

/// Whether a primary has all that was last seen of the history before it. What was written after
/// that last look is not known to anybody who only looks, so that a loss is always "at least".
///
/// | the new server's | compared with what was last seen | verdict |
/// |---|---|---|
/// | id is the same | its offset is not less | [Complete] |
/// | it is the same process, was primary all the time, and continues no other's history | its offset is not less | [Complete] |
/// | second id is the old id | second offset - 1 is not less than the old offset | [Complete] |
/// | id, or second id, is the old id | the offset up to which it follows is less | [Missing] |
/// | ids are both others | nothing can be compared | [Unrelated] |
///
/// The same at an unchanged address with another run id: [Restarted].
public sealed interface HistoryVerdict {
    /// Nothing to compare with, or no answer.
    record Unknown(String why) implements HistoryVerdict {}

    /// Two histories that were compared.
    sealed interface Compared extends HistoryVerdict {}

    /// Nothing is missing of what was last seen.
    record Complete() implements Compared {}

    /// The same history, but shorter.
    ///
    /// @param bytes of the replication stream that are missing, at least
    record Missing(long bytes) implements Compared {}

    /// Another history: another data set, one loaded from an append-only file, an empty server, or
    /// more than one promotion since the last look.
    ///
    /// @param keys that the server has
    record Unrelated(long keys) implements Compared {}

    /// The server at the same address is another process than before.
    record Restarted(Compared data) implements HistoryVerdict {}

    /// Compares a primary that takes over from another one.
    ///
    /// @param seen what was last seen of the one before, if anything
    static HistoryVerdict moved(Optional<History> seen, History now) {
        return seen.<HistoryVerdict>map(last -> compared(last, now))
                .orElse(new Unknown("nothing was seen of the primary before it"));
    }

    /// Compares what one address tells with what it told before, while no other was primary.
    static HistoryVerdict stayed(History last, History now) {
        Compared data = goesOn(last, now) ? new Complete() : compared(last, now);
        return last.runId().equals(now.runId()) ? data : new Restarted(data);
    }

    /// A primary without replicas takes a new id after a while, and has all it had. One that was a
    /// replica meanwhile may have thrown away what it had: promoted again, it continues the history
    /// of whom it followed.
    private static boolean goesOn(History last, History now) {
        return !now.runId().isEmpty()
                && now.runId().equals(last.runId())
                && now.secondOffset() < 0
                && now.offset() >= last.offset();
    }

    private static Compared compared(History last, History now) {
        if (now.replicationId().equals(last.replicationId())) {
            return upTo(now.offset(), last);
        }
        return now.secondId().equals(last.replicationId())
                ? upTo(now.secondOffset() - 1, last)
                : new Unrelated(now.keys());
    }

    private static Compared upTo(long offset, History last) {
        return offset >= last.offset() ? new Complete() : new Missing(last.offset() - offset);
    }

    /// Bytes of the replication stream that are known to be missing, 0 where none are or where that
    /// cannot be said.
    default long missingBytes() {
        return switch (this) {
            case Missing(long bytes) -> bytes;
            case Restarted(Compared data) -> data.missingBytes();
            case Unknown _, Complete _, Unrelated _ -> 0;
        };
    }

    /// Whether an operator must hear of it.
    default boolean isBreak() {
        return switch (this) {
            case Missing _, Unrelated _ -> true;
            case Restarted(Compared data) -> data.isBreak();
            case Unknown _, Complete _ -> false;
        };
    }

    /// One word for programs.
    default String key() {
        return switch (this) {
            case Unknown _ -> "unknown";
            case Complete _ -> "complete";
            case Missing _ -> "missing";
            case Unrelated(long keys) -> keys == 0 ? "empty" : "unrelated";
            case Restarted(Compared data) -> "restarted-" + data.key();
        };
    }

    /// For people, as the end of a sentence about the server.
    default String words() {
        return switch (this) {
            case Unknown(String why) -> "what is missing cannot be said: " + why;
            case Complete _ -> "nothing is missing of what was last seen";
            case Missing(long bytes) ->
                    "at least " + bytes + " bytes of the replication stream are missing";
            case Unrelated(long keys) ->
                    keys == 0
                            ? "it is empty: its history is another one"
                            : "its history is another one (it has "
                                    + keys
                                    + " keys); what is missing cannot be said";
            case Restarted(Unrelated(long keys)) when keys == 0 -> "it came back empty";
            case Restarted(Compared data) -> "it was restarted: " + data.words();
        };
    }
}
