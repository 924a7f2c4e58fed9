package dev.redoubt.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.Namespace;
import dev.redoubt.peers.Peers;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// `./redoubt` as a user starts it, and what it says. Ended by [#close], however the test ends.
public final class Launched implements AutoCloseable {
    /// On a machine that is very busy a JVM takes a minute or two to start.
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(180);

    private final Process process;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<Thread> readers;

    private Launched(Process process) {
        this.process = process;
        readers =
                List.of(
                        copy(process.inputReader(StandardCharsets.UTF_8), out),
                        copy(process.errorReader(StandardCharsets.UTF_8), err));
    }

    /// Starts it with these arguments.
    public static Launched redoubt(String... arguments) throws IOException {
        return start(List.of(), arguments);
    }

    /// The same as leader of a process group, as a shell starts what Ctrl-C then reaches.
    public static Launched redoubtInItsOwnGroup(String... arguments) throws IOException {
        return start(List.of("setsid"), arguments);
    }

    /// The same on another host.
    public static Launched redoubtIn(Namespace host, String... arguments) throws IOException {
        return start(host.prefix(), arguments);
    }

    /// The same, with room for so many open files.
    public static Launched redoubtWithDescriptors(int descriptors, String... arguments)
            throws IOException {
        String limit = "--nofile=" + descriptors + ":" + descriptors;
        return start(List.of(Peers.require("prlimit").toString(), limit), arguments);
    }

    /// The same as a service that speaks to its manager there.
    public static Launched redoubtNotifying(Path socket, String... arguments) throws IOException {
        return start(List.of("env", "NOTIFY_SOCKET=" + socket), arguments);
    }

    private static Launched start(List<String> prefix, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of("redoubt").toAbsolutePath().toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return new Launched(builder.start());
    }

    private static Thread copy(Reader from, StringWriter to) {
        return Thread.ofPlatform()
                .daemon()
                .start(() -> {
                    char[] piece = new char[1024];
                    try (from) {
                        for (int n = from.read(piece); n >= 0; n = from.read(piece)) {
                            to.write(piece, 0, n);
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    public String out() {
        return out.toString();
    }

    public String err() {
        return err.toString();
    }

    public Process process() {
        return process;
    }

    /// Waits until a line of either output holds `part`, and returns that line.
    public String lineWith(String part) {
        try {
            await("a line with " + part, () -> said().contains(part) || hasEnded());
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + " but\n" + said(), e);
        }
        return said().lines()
                .filter(line -> line.contains(part))
                .findFirst()
                .orElseThrow(() -> new AssertionError("not said: " + part + " but\n" + said()));
    }

    /// Whether it is gone and all that it said is here.
    private boolean hasEnded() {
        return !process.isAlive() && readers.stream().noneMatch(Thread::isAlive);
    }

    /// Where it accepts clients, once it does.
    public HostPort served() {
        String line = lineWith("serving 127.0.0.1:");
        return new HostPort(
                "127.0.0.1", Integer.parseInt(line.substring(line.lastIndexOf(':') + 1)));
    }

    private String said() {
        String text = out() + "\n" + err();
        // The last line may not be whole yet.
        return text.substring(0, text.lastIndexOf('\n') + 1);
    }

    /// Sends it a signal: `TERM`, `INT`, `KILL`.
    public void send(String signal) throws Exception {
        kill(signal, Long.toString(process.pid()));
    }

    /// Sends a signal to it and all of its process group.
    void sendToGroup(String signal) throws Exception {
        kill(signal, "-" + process.pid());
    }

    private static void kill(String signal, String target) throws Exception {
        assertEquals(0, new ProcessBuilder("kill", "-" + signal, "--", target).start().waitFor());
    }

    /// Its exit status; nothing that it said was a stack trace.
    public int status() throws InterruptedException {
        assertTrue(process.waitFor(DEADLINE_NANOS, TimeUnit.NANOSECONDS), "it does not end");
        for (Thread reader : readers) {
            reader.join(2000);
        }
        assertFalse(said().contains("\tat "), said());
        assertFalse(said().contains("Exception"), said());
        return process.exitValue();
    }

    public static void await(String what, BooleanSupplier condition) {
        long startNanos = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - startNanos < DEADLINE_NANOS, "in vain: " + what);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
