package dev.redoubt.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.TrackConfig;
import dev.redoubt.config.VipConfig;
import dev.redoubt.linux.EventPipe;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// A named pipe hears of changes, and holds up nothing when nobody reads it.
@Timeout(60)
class NotifyFifoTest {
    @TempDir private Path folder = Path.of("");

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - deadline < 0);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private Path fifo() throws IOException {
        Path fifo = folder.resolve("vips");
        new EventPipe(fifo).make();
        return fifo;
    }

    /// Open for both ends, so that it neither waits for a writer nor sees an end.
    private static RandomAccessFile reader(Path fifo) throws IOException {
        return new RandomAccessFile(fifo.toFile(), "rw");
    }

    private static VipConfig vip(Path fifo, String group) {
        VipConfig like =
                FakeVips.vip("front", 100, TrackConfig.NONE, null, "192.168.0.1", "fe80::64");
        return FakeVips.grouped(like, group, fifo.toString());
    }

    @Test
    void keepalivedsLines() throws IOException {
        Path fifo = fifo();
        FakeHost host = new FakeHost();
        host.link(Set.of());
        try (RandomAccessFile reader = reader(fifo)) {
            VrrpDriver driver = VrrpDriver.start(List.of(vip(fifo, "edge")), host, () -> Set.of());
            try {
                assertEquals("INSTANCE \"front\" FAULT 100", reader.readLine());
                assertEquals("GROUP \"edge\" FAULT 0", reader.readLine());
                host.link(Set.of("eth0"));
                assertEquals("INSTANCE \"front\" BACKUP 100", reader.readLine());
                assertEquals("GROUP \"edge\" BACKUP 0", reader.readLine());
                assertEquals("INSTANCE \"front\" MASTER 100", reader.readLine());
                assertEquals("GROUP \"edge\" MASTER 0", reader.readLine());
            } finally {
                driver.close();
            }
            assertEquals("INSTANCE \"front\" STOP 100", reader.readLine());
            assertEquals("GROUP \"edge\" STOP 0", reader.readLine());
            assertEquals(0, driver.linesLost());
        }
    }

    @Test
    void whoComesLaterReadsWhatCameBefore() throws IOException {
        try (Pipes pipes = new Pipes()) {
            String path = folder.resolve("made").toString();
            pipes.make(path);
            pipes.write(path, "early");
            await(() -> Files.exists(Path.of(path)));
            try (RandomAccessFile reader = reader(Path.of(path))) {
                pipes.write(path, "late");
                assertEquals("early", reader.readLine());
                assertEquals("late", reader.readLine());
            }
            assertEquals(0, pipes.lost());
        }
    }

    /// As `cat` reads: to the end.
    @Test
    void aReaderSeesNoEndBeforeTheWriterEnds() throws Exception {
        Path fifo = fifo();
        Process cat = new ProcessBuilder("cat", fifo.toString()).start();
        try (BufferedReader said = cat.inputReader()) {
            try (Pipes pipes = new Pipes()) {
                pipes.write(fifo.toString(), "one");
                assertEquals("one", said.readLine());
                pipes.write(fifo.toString(), "two");
                assertEquals("two", said.readLine());
            }
            assertNull(said.readLine());
            assertEquals(0, cat.waitFor());
        } finally {
            cat.destroyForcibly();
        }
    }

    @Test
    void anotherPipeAtItsPlaceIsWrittenTo() throws IOException {
        Path fifo = fifo();
        try (Pipes pipes = new Pipes();
                RandomAccessFile before = reader(fifo)) {
            pipes.write(fifo.toString(), "one");
            assertEquals("one", before.readLine());
            Files.move(fifo, folder.resolve("old"));
            new EventPipe(fifo).make();
            try (RandomAccessFile after = reader(fifo)) {
                pipes.write(fifo.toString(), "two");
                assertEquals("two", after.readLine());
            }
        }
    }

    @Test
    void aSlowReaderIsNotWaitedFor() throws IOException {
        Path fifo = fifo();
        String line = "x".repeat(4095) + "\n";
        try (EventPipe pipe = new EventPipe(fifo)) {
            int written = 0;
            while (pipe.write(line) == EventPipe.Fate.WRITTEN) {
                written++;
                assertTrue(written < 10_000, "a pipe is not that large");
            }
            assertEquals(EventPipe.Fate.FULL, pipe.write(line));
            try (RandomAccessFile reader = reader(fifo)) {
                assertEquals(line.strip(), reader.readLine());
            }
            assertEquals(EventPipe.Fate.WRITTEN, pipe.write(line));
        }
    }

    @Test
    void aPipeThatIsGoneIsCounted() throws IOException {
        Path fifo = fifo();
        try (Pipes pipes = new Pipes()) {
            Files.delete(fifo);
            pipes.write(fifo.toString(), "line");
            await(() -> pipes.lost() == 1);
        }
    }

    @Test
    void aFileIsNotWrittenTo() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "precious");
        try (Pipes pipes = new Pipes()) {
            pipes.make(file.toString());
            pipes.write(file.toString(), "line");
            await(() -> pipes.lost() == 1);
        }
        assertEquals("precious", Files.readString(file));
    }
}
