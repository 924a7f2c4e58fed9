package dev.redoubt.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/// Tells the service manager how we are (sd_notify(3)). Any thread.
public final class NotifySocket {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int PATH_OFFSET = 2;
    private static final int LONGEST_PATH_BYTES = 107;

    private final byte[] path;
    private final String shown;
    private final Optional<Duration> watchdogInterval;

    private NotifySocket(String shown, Optional<Duration> watchdogInterval) {
        this.shown = shown;
        this.watchdogInterval = watchdogInterval;
        // An abstract name begins with a zero byte, for which "@" stands.
        path =
                (shown.startsWith("@") ? "\0" + shown.substring(1) : shown)
                        .getBytes(StandardCharsets.UTF_8);
    }

    /// The one that the environment names.
    ///
    /// @return none where no service manager waits for a word, or where it does so elsewhere than
    ///   at a Unix socket
    public static Optional<NotifySocket> of(Map<String, String> environment) {
        String named = environment.getOrDefault("NOTIFY_SOCKET", "");
        if (!(named.startsWith("/") || named.startsWith("@"))
                || named.getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH_BYTES) {
            return Optional.empty();
        }
        return Optional.of(new NotifySocket(named, interval(environment)));
    }

    private static Optional<Duration> interval(Map<String, String> environment) {
        String ours = String.valueOf(ProcessHandle.current().pid());
        if (!environment.getOrDefault("WATCHDOG_PID", ours).equals(ours)) {
            return Optional.empty();
        }
        String micros = environment.getOrDefault("WATCHDOG_USEC", "");
        return micros.matches("[1-9][0-9]{0,17}")
                ? Optional.of(Duration.of(Long.parseLong(micros), ChronoUnit.MICROS))
                : Optional.empty();
    }

    /// How often [#watchdog()] must be said at least, or the service is ended; twice as often is
    /// usual.
    public Optional<Duration> watchdogInterval() {
        return watchdogInterval;
    }

    public void ready() throws SystemCallException {
        send("READY=1");
    }

    public void stopping() throws SystemCallException {
        send("STOPPING=1");
    }

    /// Another process is the service from now on; meant for the one that was.
    public void mainProcess(long number) throws SystemCallException {
        send("MAINPID=" + number);
    }

    public void watchdog() throws SystemCallException {
        send("WATCHDOG=1");
    }

    /// Says in words how we are.
    ///
    /// @param text one line for `systemctl status`
    public void status(String text) throws SystemCallException {
        send("STATUS=" + text.replace('\n', ' '));
    }

    private void send(String state) throws SystemCallException {
        try (Arena arena = Arena.ofConfined();
                Descriptor descriptor =
                        Descriptor.socket(
                                AF_UNIX,
                                SOCK_DGRAM | Descriptor.NON_BLOCKING,
                                0,
                                "NOTIFY_SOCKET " + shown,
                                Capability.CAP_NET_ADMIN)) {
            MemorySegment text =
                    arena.allocateFrom(
                            ValueLayout.JAVA_BYTE, state.getBytes(StandardCharsets.UTF_8));
            int sent = Libc.sendto(descriptor.number(), text, address(arena));
            descriptor.check(sent, "send " + state);
        }
    }

    private MemorySegment address(Arena arena) {
        MemorySegment address = arena.allocate(PATH_OFFSET + (long) path.length, Short.BYTES);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(path, 0, address, ValueLayout.JAVA_BYTE, PATH_OFFSET, path.length);
        return address;
    }
}
