package dev.redoubt.cli;

import java.io.PrintStream;
import java.time.LocalTime;
import java.time.ZoneId;

/// Tells a person what happens: a line each, with the time of day. Any thread may call it.
final class Narrator {
    private final PrintStream out;

    Narrator(PrintStream out) {
        this.out = out;
    }

    /// One line with the time.
    void tell(String what) {
        LocalTime now = LocalTime.now(ZoneId.systemDefault());
        StringBuilder line = new StringBuilder(96);
        padded(line, now.getHour(), 10).append(':');
        padded(line, now.getMinute(), 10).append(':');
        padded(line, now.getSecond(), 10).append('.');
        padded(line, now.getNano() / 1_000_000, 100).append("  ").append(what);
        out.println(line);
        out.flush();
    }

    /// Lines that belong together and to no moment.
    void show(String text) {
        out.println(text);
        out.flush();
    }

    /// Milliseconds with one decimal.
    static String millis(long nanos) {
        long tenths = nanos / 100_000;
        return tenths / 10 + "." + tenths % 10 + " ms";
    }

    // String.format costs more than all else on the way to the first line.
    private static StringBuilder padded(StringBuilder line, int value, int least) {
        for (int place = least; place > 1 && value < place; place /= 10) {
            line.append('0');
        }
        return line.append(value);
    }
}
