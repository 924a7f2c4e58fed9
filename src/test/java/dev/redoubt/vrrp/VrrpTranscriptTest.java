package dev.redoubt.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Golden transcripts of the machines. What a run really did is left in `target/transcripts`.
class VrrpTranscriptTest {
    private static final Path GOLDEN = Path.of("src/test/resources/vrrp");
    private static final Path PLAYED = Path.of("target/transcripts");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "usual-course",
                "nopreempt",
                "preempt-delay",
                "split-and-healed",
                "version-2-leaves",
                "tracking",
                "slept",
                "group",
                "group-fault"
            })
    void asWritten(String name) throws IOException {
        String golden = Files.readString(GOLDEN.resolve(name + ".txt"));
        String played = VrrpScript.replay(golden);
        Files.createDirectories(PLAYED);
        Files.writeString(PLAYED.resolve("vrrp-" + name + ".txt"), played);
        assertEquals(golden, played);
    }
}
