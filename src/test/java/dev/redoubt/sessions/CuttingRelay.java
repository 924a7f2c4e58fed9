package dev.redoubt.sessions;

import dev.redoubt.config.HostPort;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Copies bytes between Redoubt and Redis and ends connections when and how a test wants: with a
/// reset or in good order, at once or in the middle of what they carry next.
final class CuttingRelay implements AutoCloseable {
    private final ServerSocket listener;
    private final HostPort server;
    private final Set<Line> lines = ConcurrentHashMap.newKeySet();
    private final AtomicInteger cuts = new AtomicInteger();

    private CuttingRelay(ServerSocket listener, HostPort server) {
        this.listener = listener;
        this.server = server;
    }

    /// Listens on a free port.
    static CuttingRelay before(HostPort server) throws IOException {
        ServerSocket listener = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        CuttingRelay relay = new CuttingRelay(listener, server);
        Thread.ofVirtual().start(relay::accept);
        return relay;
    }

    HostPort address() {
        return new HostPort("127.0.0.1", listener.getLocalPort());
    }

    /// Connections that it has ended.
    int cuts() {
        return cuts.get();
    }

    /// Ends one connection, or all.
    void cut(Random random) {
        int kind = random.nextInt(6);
        int which = random.nextInt(1 << 20);
        int bytes = random.nextInt(random.nextBoolean() ? 40 : 20_000);
        List<Line> open = new ArrayList<>(lines);
        if (open.isEmpty()) {
            return;
        }
        Line line = open.get(which % open.size());
        switch (kind) {
            case 0 -> open.forEach(Line::reset);
            case 1 -> line.end();
            case 2 -> line.repliesLeft.set(bytes);
            case 3 -> line.requestsLeft.set(bytes);
            default -> line.reset();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket redoubt = listener.accept();
                Thread.ofVirtual().start(() -> relay(redoubt));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void relay(Socket redoubt) {
        try (redoubt;
                Socket redis = new Socket(server.host(), server.port())) {
            redoubt.setTcpNoDelay(true);
            redis.setTcpNoDelay(true);
            Line line = new Line(redoubt, redis);
            lines.add(line);
            Thread back =
                    Thread.ofVirtual().start(() -> line.copy(redis, redoubt, line.repliesLeft));
            line.copy(redoubt, redis, line.requestsLeft);
            back.join();
            lines.remove(line);
        } catch (IOException | InterruptedException e) {
            // Redoubt sees its connection end.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        lines.forEach(Line::end);
    }

    /// One connection, and its other half.
    private final class Line {
        private final Socket redoubt;
        private final Socket redis;
        private final AtomicInteger repliesLeft = new AtomicInteger(Integer.MAX_VALUE);
        private final AtomicInteger requestsLeft = new AtomicInteger(Integer.MAX_VALUE);

        Line(Socket redoubt, Socket redis) {
            this.redoubt = redoubt;
            this.redis = redis;
        }

        /// Copies until one side ends, or as many bytes as are left.
        void copy(Socket from, Socket to, AtomicInteger left) {
            byte[] piece = new byte[64 * 1024];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                int count;
                while ((count = in.read(piece)) >= 0) {
                    int now = left.get();
                    if (now == Integer.MAX_VALUE) {
                        out.write(piece, 0, count);
                        continue;
                    }
                    out.write(piece, 0, Math.min(count, now));
                    if (count >= now) {
                        reset();
                        return;
                    }
                    left.set(now - count);
                }
                close();
            } catch (IOException e) {
                close();
            }
        }

        void reset() {
            cuts.incrementAndGet();
            try {
                redoubt.setSoLinger(true, 0);
                redis.setSoLinger(true, 0);
            } catch (IOException e) {
                // It has ended already.
            }
            close();
        }

        void end() {
            cuts.incrementAndGet();
            close();
        }

        private void close() {
            try (redoubt;
                    redis) {
                lines.remove(this);
            } catch (IOException e) {
                // Ended either way.
            }
        }
    }
}
