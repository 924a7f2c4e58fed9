package dev.redoubt.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Optional;

class DemoOptionsTest {
    @ParameterizedTest
    @CsvSource({"500ms,PT0.5S", "30s,PT30S", "5m,PT5M", "1h,PT1H"})
    void timesCarryTheirUnit(String text, Duration expected) throws DemoOptions.Unusable {
        assertEquals(Optional.of(expected), DemoOptions.duration("--exit-after", text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "s", "30 s", "30d", "0s", "-1s", "9999999999s", "1.5s"})
    void aTimeThatCannotBeUsedIsNamedWithItsOption(String text) {
        DemoOptions.Unusable failure =
                assertThrows(
                        DemoOptions.Unusable.class,
                        () -> DemoOptions.duration("--exit-after", text));

        assertEquals(
                "--exit-after: "
                        + text
                        + " (expected: a time with its unit, such as 500ms, 30s or 5m)",
                failure.getMessage());
    }

    @Test
    void aTimeMayBeMissing() throws DemoOptions.Unusable {
        assertEquals(Optional.empty(), DemoOptions.duration("--exit-after", null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"65536", "-1", "abc", "", "6380.0"})
    void aPortThatCannotBeUsedIsAUsageError(String text) {
        StringWriter errors = new StringWriter();
        CommandLine line = new CommandLine(new DemoCommand(new RelayFronts()));
        line.setErr(new PrintWriter(errors));

        int status = line.execute("--port=" + text);

        assertEquals(2, status);
        String expected = "--port: " + text + " (expected: a number from 0 to 65535)";
        assertTrue(errors.toString().startsWith(expected), errors::toString);
    }
}
