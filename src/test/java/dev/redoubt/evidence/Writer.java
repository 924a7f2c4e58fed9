package dev.redoubt.evidence;

import dev.redoubt.peers.PlainClient;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Writes keys that nobody else writes, one after the other, and remembers what was answered.
/// Connects anew every 50 commands. Runs on a thread of its own; any thread may look.
final class Writer implements AutoCloseable {
    /// A write that was answered.
    ///
    /// @param reply what an accepted write gets, or an error
    record Answer(String key, long sentNanos, long answeredNanos, String reply) {
        boolean isAcknowledged() {
            return !reply.startsWith("-");
        }

        long waitedNanos() {
            return answeredNanos - sentNanos;
        }
    }

    /// Where it connects to.
    interface Door {
        PlainClient open() throws IOException;
    }

    /// The command that writes a key.
    interface Write {
        /// Its value is the key.
        Write SET = key -> List.of("SET", key, key);

        /// Its value says how often it was written.
        Write INCR = key -> List.of("INCR", key);

        List<String> of(String key);
    }

    private static final int COMMANDS_PER_CONNECTION = 50;

    /// At full speed twenty would leave the Sentinels no time to see that all is well.
    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final String name;
    private final Door door;
    private final Write write;
    private final Thread thread;
    private final List<Answer> answers = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();
    private long sequence;
    private volatile boolean stopping;

    private Writer(String name, Door door, Write write) {
        this.name = name;
        this.door = door;
        this.write = write;
        thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    static Writer start(String name, Door door, Write write) {
        Writer writer = new Writer(name, door, write);
        writer.thread.start();
        return writer;
    }

    private void run() {
        while (!stopping) {
            try (PlainClient connection = door.open()) {
                for (int i = 0; i < COMMANDS_PER_CONNECTION && !stopping; i++) {
                    write(connection);
                    LockSupport.parkNanos(PACE_NANOS);
                }
            } catch (IOException e) {
                if (stopping) {
                    return;
                }
                synchronized (this) {
                    broken.add(name + ":" + sequence + ": " + e);
                }
                LockSupport.parkNanos(PACE_NANOS);
            }
        }
    }

    private void write(PlainClient connection) throws IOException {
        String key = name + ":" + sequence++;
        long sentNanos = System.nanoTime();
        String reply = connection.ask(write.of(key).toArray(new String[0]));
        Answer answer = new Answer(key, sentNanos, System.nanoTime(), reply);
        synchronized (this) {
            answers.add(answer);
        }
    }

    /// In order.
    synchronized List<Answer> answers() {
        return List.copyOf(answers);
    }

    synchronized int answered() {
        return answers.size();
    }

    /// Connections that ended instead of an answer, or could not be made.
    synchronized List<String> broken() {
        return List.copyOf(broken);
    }

    /// Sends nothing more.
    void stop() {
        stopping = true;
    }

    /// After [#stop]: waits for the last answer.
    @Override
    public void close() {
        stopping = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(20));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
