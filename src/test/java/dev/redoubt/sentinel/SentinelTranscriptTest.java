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
                "superseded"
            })
    void asWritten(String name) throws IOException {
        String golden = Files.readString(GOLDEN.resolve(name + ".txt"));
        String played = SentinelScript.replay(golden);
        Files.createDirectories(PLAYED);
        Files.writeString(PLAYED.resolve(name + ".txt"), played);
        assertEquals(golden, played);
    }
}
