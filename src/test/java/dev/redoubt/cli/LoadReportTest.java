package dev.redoubt.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

class LoadReportTest {
    private final LoadCounters counters = new LoadCounters();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Narrator narrator =
            new Narrator(new PrintStream(out, true, StandardCharsets.UTF_8));

    @Test
    void nothingIsSaidWhileNothingChanges() {
        LoadReport report = new LoadReport(counters, narrator, 2);
        answer(2);
        report.tick();
        answer(2);
        report.tick();

        assertEquals("", said());
    }

    @Test
    void anErrorIsSaidAtOnceWithItsText() {
        LoadReport report = new LoadReport(counters, narrator, 2);
        answer(2);
        counters.error("ERR no primary");
        report.tick();

        assertTrue(said().contains("1 errors (the last: ERR no primary), slowest 1.5 ms"), said());
    }

    @Test
    void aPauseAndItsEndAreSaid() {
        LoadReport report = new LoadReport(counters, narrator, 2);
        report.tick();
        answer(2);
        report.tick();

        assertEquals(2, said().lines().count(), said());
    }

    @Test
    void everythingThatShouldNotHappenIsNamed() {
        counters.broken("connection closed");
        counters.lost();
        counters.wrong("$c2:1");

        assertEquals(
                "0 errors, 1 broken connections, 1 wrong replies, 1 acknowledged writes lost"
                        + " (the last: $c2:1)",
                LoadReport.troubles(counters.view()));
    }

    private void answer(int times) {
        for (int i = 0; i < times; i++) {
            counters.answered(1_500_000);
        }
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
