package dev.redoubt.instance;

import dev.redoubt.config.HostPort;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// One redis-server or Sentinel process on a fixed port, in a folder of its own (`redis.conf`,
/// `log`). Started again it reads its file as Redis left it, and so believes what it last was.
///
/// One thread at a time starts and ends it; any thread may look.
public final class RedisProcess {
    // The process waits for a line before it becomes Redis, and the watcher hears of it before that
    // line: there is no moment in which a running Redis is unknown to the watcher.
    private static final String GATE = "read -r go && exec \"$@\" </dev/null";

    private final ProcessPlan plan;
    private final RedisBinary binary;
    private final Watcher watcher;
    private final Path folder;
    private volatile @Nullable Process process;
    private volatile CompletableFuture<Void> ended = CompletableFuture.completedFuture(null);

    RedisProcess(ProcessPlan plan, RedisBinary binary, Watcher watcher) {
        this.plan = plan;
        this.binary = binary;
        this.watcher = watcher;
        this.folder = watcher.folder().resolve(plan.name());
    }

    /// Its name: `redis-2`, `sentinel-1`.
    public String name() {
        return plan.name();
    }

    /// Where it listens, always on loopback.
    public HostPort address() {
        return plan.address();
    }

    /// What it wrote, of all its lives.
    public Path log() {
        return folder.resolve("log");
    }

    /// Its process id while it runs.
    public OptionalLong pid() {
        Process current = process;
        return current != null && current.isAlive()
                ? OptionalLong.of(current.pid())
                : OptionalLong.empty();
    }

    /// Makes its folder and its file. Nothing runs yet.
    void prepare() throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve("redis.conf"), plan.file());
        Files.deleteIfExists(log());
    }

    /// Starts it and does not wait.
    public void start() throws IOException {
        List<String> command = new ArrayList<>(Watcher.ownSession());
        command.addAll(List.of("sh", "-c", GATE, "redoubt-gate"));
        command.add(binary.executable().toString());
        command.add("redis.conf");
        command.addAll(plan.arguments());
        Process started =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(Redirect.appendTo(log().toFile()))
                        .start();
        long pid = started.pid();
        watcher.watch(pid);
        try (OutputStream gate = started.getOutputStream()) {
            gate.write('\n');
        }
        process = started;
        ended = started.onExit().thenRun(() -> watcher.forget(pid));
    }

    /// Completes when its present life ends; is complete before the first.
    public CompletableFuture<Void> ended() {
        return ended;
    }

    /// Waits until it answers, and not somebody else who took its port meanwhile.
    ///
    /// @throws PortTaken if somebody else has its port
    /// @throws StartFailed if it ends, or `timeout` passes; with the end of its log
    public void awaitAnswer(Duration timeout) throws IOException {
        long startNanos = System.nanoTime();
        while (!answers()) {
            if (pid().isEmpty()) {
                String said = lastWords();
                throw said.contains("Address already in use")
                        ? new PortTaken(address())
                        : new StartFailed(name() + ": ended at its start: " + said);
            }
            if (System.nanoTime() - startNanos > timeout.toNanos()) {
                throw new StartFailed(name() + ": no answer in time: " + lastWords());
            }
            Probe.pause(Duration.ofMillis(5));
        }
    }

    private boolean answers() {
        OptionalLong pid = pid();
        return pid.isPresent() && Probe.processIs(address(), pid.getAsLong());
    }

    /// SIGKILL, as a crash would end it; returns when it has ended. Does nothing when it is not
    /// running.
    public void kill() {
        Process current = process;
        if (current == null) {
            return;
        }
        try {
            current.destroyForcibly().waitFor(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Whether it answers ROLE with master, whatever the Sentinels say.
    public boolean believesPrimary() throws IOException {
        return Probe.ask(address(), "ROLE").getFirst().equals("master");
    }

    /// Its name and where it listens.
    @Override
    public String toString() {
        return name() + " (" + address() + ")";
    }

    private String lastWords() throws IOException {
        // Redis' banner is not pure ASCII in every version.
        List<String> lines =
                new String(Files.readAllBytes(log()), StandardCharsets.ISO_8859_1).lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    }

    /// The port was free when it was asked for and is not any more.
    static final class PortTaken extends IOException {
        private static final long serialVersionUID = 1;

        PortTaken(HostPort address) {
            super("port: " + address + " (expected: a free one)");
        }
    }
}
