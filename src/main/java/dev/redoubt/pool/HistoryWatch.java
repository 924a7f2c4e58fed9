package dev.redoubt.pool;

import dev.redoubt.config.BackendConfig;
import dev.redoubt.config.HostPort;
import dev.redoubt.failover.History;
import dev.redoubt.failover.HistoryVerdict;
import dev.redoubt.failover.InfoText;
import dev.redoubt.net.Transport;
import dev.redoubt.net.TurnedAway;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Looks at the primary's replication history once a second, over one connection, so that a new
/// primary can be compared with what was last seen of the one before. It only finds, and tells its
/// listener: whoever wants to hold commands for a verdict gets one for each newly named server
/// within [#PATIENCE], if only that there is none yet.
///
/// Control loop only; its listener is called there.
final class HistoryWatch {
    /// From a server's naming to its first verdict, at most.
    static final Duration PATIENCE = Duration.ofMillis(100);

    private static final Logger log = LoggerFactory.getLogger(HistoryWatch.class);

    /// Addresses that were told to refuse INFO, at most.
    private static final int MOST_TOLD = 64;

    /// Hears what is found.
    interface Listener {
        /// What `server` lacks of the history before it. Once for each newly named server; again if
        /// that was [HistoryVerdict.Unknown] for want of an answer, and the answer came later;
        /// again after each [#lookAgain()]; and unasked when the server in use was restarted or its
        /// history begins anew.
        void judged(HostPort server, HistoryVerdict verdict);

        /// The server in use answered as primary.
        ///
        /// @param replication INFO's section of that name, at least
        void looked(HostPort server, History now, InfoText replication);

        /// The server in use refuses INFO, has no history in it, or runs a script that clients may
        /// have to end.
        void untold(HostPort server);
    }

    private final String pool;
    private final EventLoop loop;
    private final Transport transport;
    private final BackendConfig backend;
    private final Listener listener;
    private final Set<HostPort> refusing = new HashSet<>();
    private @Nullable Watched current;

    HistoryWatch(
            String pool,
            EventLoop loop,
            Transport transport,
            BackendConfig backend,
            Listener listener) {
        this.pool = pool;
        this.loop = loop;
        this.transport = transport;
        this.backend = backend;
        this.listener = listener;
    }

    /// Who is primary now. While there is none, the last one is looked at still: it may take
    /// others' writes, and what it has then is missed by its successor.
    void named(Optional<HostPort> primary) {
        assert loop.inEventLoop();
        Watched before = current;
        boolean same = before != null && primary.equals(Optional.of(before.look.server()));
        if (primary.isEmpty() || same) {
            return;
        }
        if (before != null) {
            before.close();
        }
        current = new Watched(primary.get(), before);
    }

    /// The server in use was started again: look now, also during a planned move, and tell what
    /// comes of it, also where that is no news.
    void lookAgain() {
        assert loop.inEventLoop();
        if (current != null) {
            current.owes = true;
            current.awayUntilNanos = System.nanoTime();
            current.look.now();
        }
    }

    /// Commands are held for a planned move, at most for so long: what the server's stream gets
    /// meanwhile (a PING to its replicas) is nobody's write, and its successor need not have it.
    void lookAway(Duration most) {
        assert loop.inEventLoop();
        if (current != null) {
            current.awayUntilNanos = System.nanoTime() + most.toNanos();
        }
    }

    /// Ends the connection and all timers; nothing is told any more.
    void close() {
        if (current != null) {
            current.close();
            current = null;
        }
    }

    /// One named server and what is known of it.
    private final class Watched implements InfoLook.Listener {
        private final InfoLook look;
        private final Optional<History> before;
        private final Future<?> patience;
        private @Nullable History last;
        private boolean owes = true;
        private long awayUntilNanos = System.nanoTime();

        Watched(HostPort server, @Nullable Watched previous) {
            before = previous == null ? Optional.empty() : Optional.ofNullable(previous.last);
            look = new InfoLook(loop, transport, backend, server, this);
            patience =
                    loop.schedule(this::patienceEnds, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        }

        void close() {
            patience.cancel(false);
            look.close();
        }

        private void patienceEnds() {
            if (last == null) {
                String waited = "no answer within " + PATIENCE.toMillis() + " ms";
                listener.judged(look.server(), new HistoryVerdict.Unknown(waited));
            }
        }

        @Override
        public boolean answered(InfoText server, InfoText replication) {
            Optional<History> now = History.of(server, replication);
            if (last != null && System.nanoTime() - awayUntilNanos < 0) {
                return now.isPresent();
            }
            now.ifPresent(each -> {
                conclude(each);
                listener.looked(look.server(), each, replication);
            });
            if (isWithoutHistory(replication)) {
                listener.untold(look.server());
            }
            return now.isPresent();
        }

        /// As it is where a server speaks like Redis, and is none.
        private static boolean isWithoutHistory(InfoText replication) {
            boolean master = replication.text("role").equals("master");
            return !replication.has("role")
                    || (master && replication.text("master_replid").isEmpty());
        }

        private void conclude(History now) {
            History known = last;
            HistoryVerdict verdict =
                    known == null
                            ? HistoryVerdict.moved(before, now)
                            : HistoryVerdict.stayed(known, now);
            patience.cancel(false);
            boolean told = owes || verdict.isBreak() || verdict instanceof HistoryVerdict.Restarted;
            last = now;
            owes = false;
            if (told) {
                listener.judged(look.server(), verdict);
            }
        }

        @Override
        public void refused(String error) {
            if (TurnedAway.says(error)) {
                return;
            }
            listener.untold(look.server());
            // A script runs; asked again, it answers.
            boolean passes = error.startsWith("BUSY ");
            if (!passes && refusing.size() < MOST_TOLD && refusing.add(look.server())) {
                log.warn(
                        "pool {}: {} does not answer INFO: {} (expected: a user that may ask it;"
                                + " else nobody can say what a new primary lacks)",
                        pool,
                        look.server(),
                        error);
            }
        }
    }
}
