package dev.redoubt.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Speaks to a real datagram socket, as systemd has it.
@Timeout(30)
class NotifySocketTest {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int LONGEST_BYTES = 256;

    @TempDir private Path folder;

    @Test
    void aFileIsSpokenTo() throws Exception {
        String name = folder.resolve("notify").toString();
        listensTo(name, name);
    }

    @Test
    void anAbstractNameIsSpokenTo() throws Exception {
        String name = "redoubt-test-" + ProcessHandle.current().pid();
        listensTo("@" + name, "\0" + name);
    }

    private static void listensTo(String name, String path) throws Exception {
        try (Descriptor manager = manager(name, path)) {
            NotifySocket socket = NotifySocket.of(Map.of("NOTIFY_SOCKET", name)).orElseThrow();
            socket.ready();
            assertEquals("READY=1", received(manager));
            socket.mainProcess(4711);
            assertEquals("MAINPID=4711", received(manager));
            socket.watchdog();
            assertEquals("WATCHDOG=1", received(manager));
            socket.status("front: Active\nedge: Backup");
            assertEquals("STATUS=front: Active edge: Backup", received(manager));
            socket.stopping();
            assertEquals("STOPPING=1", received(manager));
        }
    }

    /// A receive with nothing to receive is an error.
    private static Descriptor manager(String name, String path) throws SystemCallException {
        Descriptor manager =
                Descriptor.socket(
                        AF_UNIX,
                        SOCK_DGRAM | Descriptor.NON_BLOCKING,
                        0,
                        name,
                        Capability.CAP_NET_ADMIN);
        bind(manager, path);
        return manager;
    }

    private static void bind(Descriptor manager, String path) throws SystemCallException {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(Short.BYTES + (long) bytes.length, Short.BYTES);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(bytes, 0, address, ValueLayout.JAVA_BYTE, Short.BYTES, bytes.length);
            manager.bind(address);
        }
    }

    private static String received(Descriptor manager) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment place = arena.allocate(LONGEST_BYTES);
            int length = manager.check(Libc.recv(manager.number(), place, 0), "receive");
            byte[] bytes = place.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    @Test
    void oneThatNobodyListensToIsAnError() {
        String name = folder.resolve("nobody").toString();
        NotifySocket socket = NotifySocket.of(Map.of("NOTIFY_SOCKET", name)).orElseThrow();
        SystemCallException refused = assertThrows(SystemCallException.class, socket::ready);
        assertEquals("NOTIFY_SOCKET " + name + ": send READY=1: ENOENT", refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "vsock:2:1234", "relative/path"})
    void othersAreNotSpokenTo(String name) {
        assertEquals(Optional.empty(), NotifySocket.of(Map.of("NOTIFY_SOCKET", name)));
        assertEquals(Optional.empty(), NotifySocket.of(Map.of()));
    }

    @Test
    void aPathThatIsTooLongIsNotSpokenTo() {
        assertTrue(NotifySocket.of(Map.of("NOTIFY_SOCKET", "/" + "x".repeat(106))).isPresent());
        assertTrue(NotifySocket.of(Map.of("NOTIFY_SOCKET", "/" + "x".repeat(107))).isEmpty());
    }

    @Test
    void theWatchdogIsOursOrAnothers() {
        long ours = ProcessHandle.current().pid();
        assertEquals(Optional.of(Duration.ofMillis(1500)), interval("1500000", ours));
        assertEquals(Optional.empty(), interval("1500000", ours + 1));
        assertEquals(Optional.empty(), interval("0", ours));
        assertEquals(Optional.empty(), interval("soon", ours));
    }

    @Test
    void theWatchdogHearsOfALivingThreadThreeTimesAnInterval() throws Exception {
        String name = "@redoubt-watchdog-" + ProcessHandle.current().pid();
        try (Descriptor manager = manager(name, name.replace('@', '\0'))) {
            ServiceWatchdog watchdog =
                    ServiceWatchdog.of(Map.of("NOTIFY_SOCKET", name, "WATCHDOG_USEC", "3000000"));
            assertEquals(1_000_000_000L, watchdog.everyNanos());
            watchdog.alive(5_000_000_000L);
            watchdog.alive(5_999_999_999L);
            watchdog.alive(6_000_000_000L);
            assertEquals("WATCHDOG=1", received(manager));
            assertEquals("WATCHDOG=1", received(manager));
            assertThrows(SystemCallException.class, () -> received(manager));
        }
        ServiceWatchdog.of(Map.of("NOTIFY_SOCKET", name)).alive(0);
        ServiceWatchdog.of(Map.of()).alive(0);
    }

    private static Optional<Duration> interval(String micros, long process) {
        return NotifySocket.of(
                        Map.of(
                                "NOTIFY_SOCKET",
                                "/run/notify",
                                "WATCHDOG_USEC",
                                micros,
                                "WATCHDOG_PID",
                                String.valueOf(process)))
                .orElseThrow()
                .watchdogInterval();
    }
}
