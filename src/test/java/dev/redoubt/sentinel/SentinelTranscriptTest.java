package dev.redoubt.sentinel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Golden transcripts of the machine. What a run really did is left in `target/transcripts`.
class SentinelTranscriptTest {
    private static final Path GOLDEN = Path.of("src/test/resources/sentinel");
    private static final Path PLAYED = Path.of("target/transcripts");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "disagreeing",
                "failover",
                "flapping",
                "forgotten-epochs",
                "leader-shows-old-address",
                "minority",
                "none-within-reach",
                "stale-epoch",
                "superseded",
                "twins",
                "lease-clock-stepped",
                "lease-continued",
                "lease-down-after-too-short",
                "lease-failover-does-not-stop",
                "lease-hint-before-answer",
                "lease-limit",
                "lease-minority-down",
                "lease-new-primary-at-once",
                "lease-new-primary-rival-vote",
                "lease-off",
                "lease-old-vote",
                "lease-old-words",
                "lease-one-calls-it-down",
                "lease-quorums-differ",
                "lease-refused",
                "lease-refused-after-doubt",
                "lease-reset",
                "lease-slept",
                "lease-strangers",
                "lease-tilt",
                "lease-tilt-polled",
                "lease-unclean",
                "lease-vote",
                "lease-votes-not-told"
            })
    void asWritten(String name) throws IOException {
        String golden = Files.readString(GOLDEN.resolve(name + ".txt"));
        String played = SentinelScript.replay(golden);
        Files.createDirectories(PLAYED);
        Files.writeString(PLAYED.resolve(name + ".txt"), played);
        assertEquals(golden, played);
    }
}
