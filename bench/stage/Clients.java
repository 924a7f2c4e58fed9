package stage;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The bench's own clients, for what redis-benchmark cannot do: a process of their own
/// (`load/Generator.java`), told line by line what to do. The same process serves all fronts.
public final class Clients {
    private static final String NAME = "clients";
    private static final int PATIENCE_SECONDS = 60;

    /// @param commands as many as Redis was sent
    /// @param p50Millis of the commands that are no transaction and do not block; p99 likewise
    public record Run(long commands, double seconds, double p50Millis, double p99Millis) {}

    /// What those that work ask for: GET or SET alone, SET with a WAIT behind each, or all kinds,
    /// with MULTI and what blocks.
    public enum Kind {
        GET,
        SET,
        SET_AND_WAIT,
        ALL
    }

    private final Workplace workplace;
    private final Process process;
    private final BufferedReader answers;

    private Clients(Workplace workplace, Process process) {
        this.workplace = workplace;
        this.process = process;
        answers =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    public static Clients start(Workplace workplace, Path checkout) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var source = checkout.resolve("bench/load/Generator.java").toString();
        var command =
                List.of(java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m", source);
        return new Clients(workplace, workplace.converse(NAME, command));
    }

    /// Opens connections that do nothing, each once a PING was answered, and keeps them.
    ///
    /// @throws Problem if the front does not hold them all
    public void hold(int port, int count) throws IOException, InterruptedException {
        ask("hold " + port + " " + count);
    }

    /// Closes the connections that were held, and waits until the front has seen it.
    public void release(Front front) throws IOException, InterruptedException {
        ask("release");
        awaitLeft(front);
    }

    private static void awaitLeft(Front front) throws InterruptedException {
        if (front.pid().isPresent()) {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (Descriptors.open(front.pid().getAsLong()) > 500) {
                if (System.nanoTime() - deadline > 0) {
                    throw new Problem("does not close the connections of clients that left");
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    /// Opens connections that will work.
    ///
    /// @param pipeline how many GETs or SETs each sends at once
    /// @throws Problem if the front does not take them all
    public void open(int port, int clients, Kind kind, int pipeline)
            throws IOException, InterruptedException {
        ask("open " + port + " " + clients + " " + kind + " " + pipeline);
    }

    /// @throws Problem if the front answered with an error, wrongly, or not at all
    public Run go(int commands) throws IOException, InterruptedException {
        var words = ask("go " + commands).split(" ", -1);
        return new Run(
                Long.parseLong(words[1]),
                Double.parseDouble(words[2]),
                Double.parseDouble(words[3]),
                Double.parseDouble(words[4]));
    }

    /// Closes those that [#open] opened, and waits until the front has seen it.
    public void shut(Front front) throws IOException, InterruptedException {
        ask("shut");
        awaitLeft(front);
    }

    private String ask(String order) throws IOException, InterruptedException {
        process.getOutputStream().write((order + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        try {
            var answer =
                    CompletableFuture.supplyAsync(this::line)
                            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (answer.startsWith("failed ")) {
                throw new Problem(answer.substring("failed ".length()));
            }
            return answer;
        } catch (TimeoutException | ExecutionException _) {
            throw new IOException(order + ": no answer: " + workplace.lastWords(NAME));
        }
    }

    private String line() {
        try {
            var line = answers.readLine();
            if (line == null) {
                throw new IOException("ended");
            }
            return line;
        } catch (IOException ended) {
            throw new UncheckedIOException(ended);
        }
    }
}
