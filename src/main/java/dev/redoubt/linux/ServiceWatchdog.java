package dev.redoubt.linux;

import java.util.Map;
import java.util.Optional;

/// Keeps the service manager from ending this process while one thread goes on: that one alone says
/// so, in each of its turns. One thread's.
public final class ServiceWatchdog {
    /// A word that is late once, or lost, ends nothing.
    private static final int WORDS_PER_INTERVAL = 3;

    private final Optional<NotifySocket> socket;
    private final long everyNanos;
    private Optional<Long> saidNanos = Optional.empty();

    private ServiceWatchdog(Optional<NotifySocket> socket, long everyNanos) {
        this.socket = socket;
        this.everyNanos = everyNanos;
    }

    /// One that says nothing where the environment asks for nothing.
    public static ServiceWatchdog of(Map<String, String> environment) {
        Optional<NotifySocket> socket =
                NotifySocket.of(environment).filter(each -> each.watchdogInterval().isPresent());
        return new ServiceWatchdog(
                socket,
                socket.flatMap(NotifySocket::watchdogInterval)
                        .map(each -> each.dividedBy(WORDS_PER_INTERVAL).toNanos())
                        .orElse(Long.MAX_VALUE));
    }

    /// How long a turn may take at most, so that a word is in time.
    public long everyNanos() {
        return everyNanos;
    }

    /// Says so where it is time to.
    ///
    /// @param nowNanos as of `System.nanoTime()`
    /// @throws SystemCallException nobody listens; it is tried again next time
    public void alive(long nowNanos) throws SystemCallException {
        if (socket.isEmpty()
                || saidNanos.filter(each -> nowNanos - each < everyNanos).isPresent()) {
            return;
        }
        saidNanos = Optional.of(nowNanos);
        socket.get().watchdog();
    }
}
