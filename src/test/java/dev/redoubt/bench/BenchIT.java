package dev.redoubt.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.charset.StandardCharsets;

/// The bench's own arithmetic and texts, by `bench/run --check`. Nothing is measured.
@Timeout(120)
final class BenchIT {
    @Test
    void itsOwnChecksPass() throws Exception {
        Process bench =
                new ProcessBuilder("bench/run", "--check").redirectErrorStream(true).start();
        try {
            bench.getOutputStream().close();
            byte[] said = bench.getInputStream().readAllBytes();
            String text = new String(said, StandardCharsets.UTF_8);
            assertEquals(0, bench.waitFor(), text);
            assertEquals("all is well\n", text);
        } finally {
            bench.destroyForcibly();
        }
    }
}
