package dev.redoubt.evidence;

import dev.redoubt.config.HostPort;
import dev.redoubt.evidence.Writer.Answer;
import dev.redoubt.peers.PlainClient;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// What became of the acknowledged writes.
///
/// The new primary received a beginning of what the old one executed. So a missing write that was
/// acknowledged before a write was sent that is *not* missing had been received: it was lost after
/// the failover. Those that were acknowledged last, just before the old primary died, were lost by
/// asynchronous replication.
///
/// @param missing acknowledged and not there
/// @param received those of them that the new primary had received
/// @param afterwards those of them that were acknowledged after the old primary had gone
record Account(
        int acknowledged, List<Answer> missing, List<Answer> received, List<Answer> afterwards) {

    /// Answers that were on their way when the primary died.
    private static final long ON_THE_WAY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    static Account of(Writers writers, HostPort primary, long goneNanos) throws IOException {
        List<Answer> acknowledged = writers.acknowledged();
        Set<String> present = keys(primary);
        List<Answer> missing =
                acknowledged.stream().filter(each -> !present.contains(each.key())).toList();
        // What was sent to the old primary and survived.
        long survivedSentNanos =
                acknowledged.stream()
                        .filter(each -> each.answeredNanos() - goneNanos < 0)
                        .filter(each -> present.contains(each.key()))
                        .mapToLong(Answer::sentNanos)
                        .max()
                        .orElseThrow();
        return new Account(
                acknowledged.size(),
                missing,
                missing.stream()
                        .filter(each -> each.answeredNanos() - survivedSentNanos < 0)
                        .toList(),
                missing.stream()
                        .filter(each -> each.answeredNanos() - goneNanos > ON_THE_WAY_NANOS)
                        .toList());
    }

    private static Set<String> keys(HostPort primary) throws IOException {
        try (PlainClient client = new PlainClient(primary)) {
            String all = client.ask("KEYS", "*");
            return new HashSet<>(List.of(all.substring(1, all.length() - 1).split(", ", -1)));
        }
    }

    /// For people.
    String words(long goneNanos) {
        String span =
                missing.stream().mapToLong(each -> goneNanos - each.answeredNanos()).max().stream()
                        .mapToObj(first ->
                                " (the first acknowledged %.1f ms before the end)"
                                        .formatted(first / 1e6))
                        .findFirst()
                        .orElse("");
        return "%d acknowledged, %d not replicated in time%s, %d lost that the new primary had, %d lost afterwards"
                .formatted(
                        acknowledged,
                        missing.size() - received.size() - afterwards.size(),
                        span,
                        received.size(),
                        afterwards.size());
    }
}
