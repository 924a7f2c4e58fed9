package dev.redoubt.cli;

import java.io.PrintWriter;
import java.util.function.Consumer;

/// Shows the lines of an order's answer as they come. The last one says what became of it where
/// there were steps before.
final class StepsShown implements Consumer<String> {
    private static final String DONE = "done: ";
    private static final String FAILED = "failed: ";

    private final PrintWriter out;
    private final PrintWriter err;
    private final StringBuilder rest = new StringBuilder();
    private boolean done;

    StepsShown(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public void accept(String line) {
        if (line.startsWith(DONE)) {
            done = true;
            show(out, line.substring(DONE.length()));
        } else if (line.startsWith(FAILED)) {
            show(err, line.substring(FAILED.length()));
        } else if (line.startsWith(" ")) {
            show(out, line);
        } else {
            rest.append(line).append('\n');
        }
    }

    private static void show(PrintWriter where, String line) {
        where.println(line);
        where.flush();
    }

    /// The exit status, with this of HTTP; an answer without steps is shown now.
    int status(int http) {
        boolean good = done || (http == 200 && !rest.isEmpty());
        PrintWriter where = good ? out : err;
        where.print(rest);
        where.flush();
        return good ? 0 : 1;
    }
}
