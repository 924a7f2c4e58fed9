package dev.redoubt.evidence;

import dev.redoubt.config.HostPort;
import dev.redoubt.evidence.Writer.Answer;
import dev.redoubt.peers.PlainClient;
import dev.redoubt.peers.RealSentinels;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/// Some [Writer]s, and what they have seen together.
final class Writers implements AutoCloseable {
    static final int USUAL = 20;
    private static final int PROOF = 100;

    private final List<Writer> writers = new ArrayList<>();

    Writers(String prefix, int count, Writer.Door door) {
        for (int i = 0; i < count; i++) {
            writers.add(Writer.start(prefix + i, door));
        }
    }

    static Writers at(String prefix, HostPort address) {
        return new Writers(prefix, USUAL, () -> new PlainClient(address));
    }

    /// Waits until each has written so much more that whatever stuck would show.
    void awaitProgress() {
        List<Integer> before = writers.stream().map(Writer::answered).toList();
        RealSentinels.await(
                "answers to all writers",
                () -> {
                    for (int i = 0; i < before.size(); i++) {
                        if (writers.get(i).answered() < before.get(i) + PROOF) {
                            return false;
                        }
                    }
                    return true;
                });
    }

    private List<Answer> answers(Predicate<Answer> which) {
        return writers.stream().flatMap(each -> each.answers().stream().filter(which)).toList();
    }

    List<Answer> acknowledged() {
        return answers(Answer::isAcknowledged);
    }

    List<Answer> errors() {
        return answers(answer -> !answer.isAcknowledged());
    }

    /// Those that came after `sinceNanos`: what a busy machine did before is not what is measured.
    List<Answer> errorsSince(long sinceNanos) {
        return answers(
                answer -> !answer.isAcknowledged() && answer.answeredNanos() - sinceNanos > 0);
    }

    /// The words of the errors, each once.
    List<String> wordsOfErrors() {
        return errors().stream().map(Answer::reply).distinct().toList();
    }

    List<String> broken() {
        return writers.stream().flatMap(each -> each.broken().stream()).toList();
    }

    /// The last acknowledgement that came before `untilNanos`.
    long lastAcknowledgedNanos(long untilNanos) {
        return acknowledged().stream()
                .mapToLong(Answer::answeredNanos)
                .filter(nanos -> nanos - untilNanos < 0)
                .max()
                .orElseThrow();
    }

    /// The first acknowledgement after `sinceNanos`.
    long firstAcknowledgedNanos(long sinceNanos) {
        return acknowledged().stream()
                .mapToLong(Answer::answeredNanos)
                .filter(nanos -> nanos - sinceNanos > 0)
                .min()
                .orElseThrow();
    }

    boolean hasAcknowledgedSince(long sinceNanos) {
        return !answers(answer ->
                        answer.isAcknowledged() && answer.answeredNanos() - sinceNanos > 0)
                .isEmpty();
    }

    /// When the last of them got on again: the end of each one's longest time without an
    /// acknowledgement, the latest.
    long allCarriedOnNanos() {
        return writers.stream().mapToLong(Writers::carriedOnNanos).max().orElseThrow();
    }

    private static long carriedOnNanos(Writer writer) {
        List<Answer> done = writer.answers().stream().filter(Answer::isAcknowledged).toList();
        long longest = 0;
        long end = 0;
        for (int i = 1; i < done.size(); i++) {
            long gap = done.get(i).answeredNanos() - done.get(i - 1).answeredNanos();
            if (gap > longest) {
                longest = gap;
                end = done.get(i).answeredNanos();
            }
        }
        return end;
    }

    /// The longest time that one command waited for its answer, among those sent since.
    long longestWaitNanos(long sinceNanos) {
        return answers(answer -> answer.sentNanos() - sinceNanos > 0).stream()
                .max(Comparator.comparingLong(Answer::waitedNanos))
                .map(Answer::waitedNanos)
                .orElse(0L);
    }

    /// Sends nothing more, and waits for the last answers.
    void finish() {
        writers.forEach(Writer::stop);
        writers.forEach(Writer::close);
    }

    @Override
    public void close() {
        finish();
    }
}
