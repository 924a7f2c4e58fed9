package dev.redoubt.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/// Speaks to itself.
@Timeout(30)
class LocalSocketTest {
    private static final AtomicLong NAMES = new AtomicLong();
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final String name =
            "redoubt-test/%d/%d".formatted(ProcessHandle.current().pid(), NAMES.incrementAndGet());

    @Test
    void packetsStayApartAndEachEndKnowsTheOther() throws Exception {
        try (LocalListener listener = LocalListener.open(name);
                LocalSocket near = connected();
                LocalSocket far = accepted(listener)) {
            assertEquals(ProcessHandle.current().pid(), near.peer().process());
            assertEquals(near.peer(), far.peer());
            assertTrue(far.peer().isOurs());

            assertTrue(near.send(new byte[] {1, 2}, LocalSocket.NONE));
            assertTrue(near.send(new byte[] {3}, LocalSocket.NONE));

            assertArrayEquals(new byte[] {1, 2}, received(far).bytes());
            assertArrayEquals(new byte[] {3}, received(far).bytes());
        }
    }

    private static LocalSocket accepted(LocalListener listener) throws SystemCallException {
        return Objects.requireNonNull(listener.accept());
    }

    private LocalSocket connected() throws SystemCallException {
        return Objects.requireNonNull(LocalSocket.connect(name));
    }

    private static LocalSocket.Packet received(LocalSocket socket) throws SystemCallException {
        return Objects.requireNonNull(socket.receive(LIMIT));
    }

    @Test
    void anOpenFileGoesAlong() throws Exception {
        try (LocalListener listener = LocalListener.open(name);
                LocalSocket near = connected();
                LocalSocket far = accepted(listener);
                Poller file = Poller.open();
                Descriptor sent = Descriptor.eventCounter()) {
            assertTrue(near.send(new byte[] {1}, sent.number()));

            LocalSocket.Packet packet = received(far);

            assertNotEquals(LocalSocket.NONE, packet.descriptor());
            assertNotEquals(sent.number(), packet.descriptor());
            int again = LocalSocket.duplicate(packet.descriptor());
            assertNotEquals(again, packet.descriptor());
            LocalSocket.close(again);
            LocalSocket.close(packet.descriptor());
            file.wake();
        }
    }

    /// More than one open file with a packet is nobody's, and would stay open.
    @Test
    void whatNobodyAskedForIsClosed() throws Exception {
        try (LocalListener listener = LocalListener.open(name);
                Descriptor near = Descriptor.socket(1, 5, 0, name, Capability.CAP_NET_ADMIN);
                Arena arena = Arena.ofConfined();
                Descriptor sent = Descriptor.eventCounter()) {
            near.check(Libc.connect(near.number(), LocalListener.address(arena, name)), "connect");
            try (LocalSocket far = accepted(listener)) {
                long before = counters();
                MessageHeader out = new MessageHeader(1);
                out.measure(0, 1, MessageHeader.CONTROL_HEADER_BYTES + 2 * Long.BYTES);
                out.control(1, 1, 3 * Integer.BYTES);
                for (int i = 0; i < 3; i++) {
                    long at = MessageHeader.CONTROL_HEADER_BYTES + (long) i * Integer.BYTES;
                    out.control().set(ValueLayout.JAVA_INT, at, sent.number());
                }
                near.check(out.send(near.number()), "send");

                LocalSocket.Packet packet = received(far);
                assertEquals(before + 1, counters());
                LocalSocket.close(packet.descriptor());
                assertEquals(before, counters());
            }
        }
    }

    /// Event counters that this process has open.
    private static long counters() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(LocalSocketTest::isCounter).count();
        }
    }

    private static boolean isCounter(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().contains("[eventfd]");
        } catch (IOException e) {
            return false;
        }
    }

    /// Strangers may stand in the queue.
    @Test
    void aFullQueueIsNotWaitedForForEver() throws Exception {
        List<LocalSocket> strangers = new ArrayList<>();
        try (LocalListener listener = LocalListener.open(name)) {
            SystemCallException full =
                    assertThrows(
                            SystemCallException.class,
                            () -> {
                                for (int i = 0; i < 100; i++) {
                                    strangers.add(connected());
                                }
                            });
            assertEquals(Errno.EAGAIN, full.errno());
            accepted(listener).close();
            strangers.add(connected());
        } finally {
            strangers.forEach(LocalSocket::close);
        }
    }

    @Test
    void whoNeverReadsMakesNobodyWait() throws Exception {
        try (LocalListener listener = LocalListener.open(name);
                LocalSocket near = connected();
                LocalSocket far = accepted(listener)) {
            byte[] packet = new byte[32 * 1024];
            int sent = 0;
            while (near.send(packet, LocalSocket.NONE)) {
                sent++;
                assertTrue(sent < 10_000, "there is always room");
            }
            received(far);
            assertTrue(near.send(new byte[1], LocalSocket.NONE));
        }
    }

    @Test
    void theEndIsNoticed() throws Exception {
        try (LocalListener listener = LocalListener.open(name);
                LocalSocket near = connected()) {
            accepted(listener).close();

            assertNull(near.receive(LIMIT));
            assertEquals(
                    Errno.EPIPE,
                    assertThrows(
                                    SystemCallException.class,
                                    () -> near.send(new byte[1], LocalSocket.NONE))
                            .errno());
        }
    }

    @Test
    void silenceEnds() throws Exception {
        try (LocalListener listener = LocalListener.open(name);
                LocalSocket near = connected();
                LocalSocket _ = accepted(listener)) {
            SystemCallException silence =
                    assertThrows(
                            SystemCallException.class, () -> near.receive(Duration.ofMillis(10)));
            assertEquals(Errno.ETIMEDOUT, silence.errno());
        }
    }

    @Test
    void aClosedOneSendsNothing() throws Exception {
        try (LocalListener listener = LocalListener.open(name)) {
            LocalSocket near = connected();
            LocalSocket far = accepted(listener);
            near.close();
            assertThrows(SystemCallException.class, () -> near.send(new byte[1], LocalSocket.NONE));
            far.close();
        }
    }

    @Test
    void nobodyIsNoError() throws Exception {
        assertNull(LocalSocket.connect(name));
    }

    @Test
    void aNameIsOnesAloneUntilItIsLetGo() throws Exception {
        try (LocalListener first = LocalListener.open(name)) {
            assertEquals(
                    Errno.EADDRINUSE,
                    assertThrows(SystemCallException.class, () -> LocalListener.open(name))
                            .errno());
            assertNotNull(first);
        }
        try (LocalListener second = LocalListener.open(name)) {
            assertNotNull(second);
        }
    }
}
