package dev.redoubt.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.config.HostPort;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Clients that come and go at a steady pace: of each eight one asks for something, and four end
/// with RST instead of FIN.
final class Churn {
    private static final byte[] PING = "PING\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int PONG_BYTES = 7;
    private static final int THREADS = 2;

    /// Loopback addresses in use: each has its own 28,000 ports, which FIN keeps for a while.
    private static final int TARGETS = 64;

    private final int port;
    private final int perSecond;

    /// @param perSecond connections, if the machine is fast enough
    Churn(HostPort server, int perSecond) {
        port = server.port();
        this.perSecond = perSecond;
    }

    /// Connects and disconnects until the time is over.
    ///
    /// @return how often
    long run(long nanos) throws InterruptedException, ExecutionException {
        List<FutureTask<Long>> tasks = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            FutureTask<Long> task = new FutureTask<>(() -> visitMany(nanos));
            Thread.ofPlatform().daemon().start(task);
            tasks.add(task);
        }
        long count = 0;
        for (FutureTask<Long> task : tasks) {
            count += task.get();
        }
        return count;
    }

    private long visitMany(long nanos) throws IOException {
        ByteBuffer ping = ByteBuffer.allocateDirect(PING.length).put(PING);
        ByteBuffer pong = ByteBuffer.allocateDirect(PONG_BYTES);
        long pauseNanos = TimeUnit.SECONDS.toNanos(THREADS) / perSecond;
        long start = System.nanoTime();
        long count = 0;
        while (System.nanoTime() - start < nanos) {
            long early = start + count * pauseNanos - System.nanoTime();
            if (early > 0) {
                LockSupport.parkNanos(early);
            }
            visit(count, ping.rewind(), pong.clear());
            count++;
        }
        return count;
    }

    private void visit(long number, ByteBuffer ping, ByteBuffer pong) throws IOException {
        InetSocketAddress target = new InetSocketAddress("127.0.1." + (1 + number % TARGETS), port);
        try (SocketChannel client = SocketChannel.open(target)) {
            if (number % 8 == 0) {
                client.write(ping);
                while (pong.hasRemaining() && client.read(pong) >= 0) {
                    assertEquals('+', pong.get(0));
                }
                assertEquals(PONG_BYTES, pong.position());
            }
            if (number % 2 == 0) {
                client.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        }
    }
}
