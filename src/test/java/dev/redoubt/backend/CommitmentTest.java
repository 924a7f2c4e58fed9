package dev.redoubt.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.backend.Commitment.Verdict;
import dev.redoubt.backend.Durability.Demand;
import dev.redoubt.config.DurabilityConfig.Storage;
import dev.redoubt.resp.Wire;

import io.netty.buffer.ByteBuf;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is asked, and what the answers mean.
final class CommitmentTest {
    private static final String SHORT =
            "-ERR redoubt: executed on the primary, but not acknowledged: ";
    private static final String KEY = " (failover.durability)";

    private static Commitment commitment(Storage storage) {
        return new Commitment(new Demand(2, 1), storage, 250);
    }

    @Test
    void memoryAndDiskAreAskedForDifferently() {
        assertArrayEquals(new String[] {"WAIT", "3", "250"}, commitment(Storage.MEMORY).request());
        assertArrayEquals(
                new String[] {"WAITAOF", "1", "3", "250"}, commitment(Storage.DISK).request());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "MEMORY # :3| # committed",
                "MEMORY # :4| # committed",
                "MEMORY # :2| # only 1 of 2 replicas said within 250 ms that they have it",
                "MEMORY # :0| # only 0 of 2 replicas said within 250 ms that they have it",
                "MEMORY # *2|:1|:3| # unknown",
                "MEMORY # -UNBLOCKED force unblock from blocking operation| # unknown",
                "MEMORY # -NOPERM no permission| # nobody knows which replicas have it, WAIT being"
                        + " refused: NOPERM no permission",
                "DISK # *2|:1|:3| # committed",
                "DISK # *2|:1|:2| # only 1 of 2 replicas said within 250 ms that they have it on"
                        + " disk",
                "DISK # *2|:0|:3| # only 2 of 2 replicas said within 250 ms that they have it on"
                        + " disk, and the primary has not",
                "DISK # :3| # unknown",
                "DISK # -ERR unknown command 'WAITAOF'| # nobody knows which replicas have it,"
                        + " WAITAOF being refused: ERR unknown command 'WAITAOF'",
                "DISK # -ERR WAITAOF cannot be used when numlocal is set but appendonly is"
                        + " disabled.| # nobody knows which replicas have it, WAITAOF being"
                        + " refused: ERR WAITAOF cannot be used when numlocal is set but"
                        + " appendonly is disabled.",
                "DISK # -ERR WAITAOF cannot be used with replica instances. Please also note that"
                        + " writes to replicas are just local and are not propagated.| # unknown",
            })
    void theAnswerDecides(Storage storage, String reply, String expected) {
        ByteBuf in = Wire.of(reply.replace("|", "\r\n"));
        String verdict =
                switch (commitment(storage).judge(in, 0, in.writerIndex())) {
                    case Verdict.Committed _ -> "committed";
                    case Verdict.Uncommitted(String error) ->
                            error.replace(SHORT, "").replace(KEY, "");
                    case Verdict.Unknown _ -> "unknown";
                };
        in.release();
        assertEquals(expected, verdict);
    }
}
