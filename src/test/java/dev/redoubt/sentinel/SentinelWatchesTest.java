package dev.redoubt.sentinel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.redoubt.config.HostPort;
import dev.redoubt.config.SourceConfig;
import dev.redoubt.config.TransportChoice;
import dev.redoubt.net.Transport;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

class SentinelWatchesTest {
    /// Two members cost one command and one Pub/Sub connection; both end with the last member.
    @Test
    void poolsWithTheSameSentinelsShareAWatch() throws IOException {
        Transport transport = Transport.of(TransportChoice.AUTO);
        MultiThreadIoEventLoopGroup group =
                new MultiThreadIoEventLoopGroup(1, transport.ioHandlers());
        EventLoop loop = group.next();
        SentinelWatches watches = new SentinelWatches(loop, transport);
        Views first = new Views();
        Views second = new Views();
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            SourceConfig.Sentinel source =
                    new SourceConfig.Sentinel(
                            "m",
                            List.of(new HostPort("127.0.0.1", server.getLocalPort())),
                            null,
                            null);
            SentinelWatches.Membership one = join(loop, watches, source, first);
            SentinelWatches.Membership two = join(loop, watches, source, second);
            try (Socket commands = server.accept();
                    Socket subscription = server.accept()) {
                server.setSoTimeout(300);
                assertThrows(SocketTimeoutException.class, server::accept);
                assertEquals(first.views.getLast(), second.views.getLast());
                loop.submit(one::close).syncUninterruptibly();
                int heard = first.views.size();
                loop.submit(two::close).syncUninterruptibly();
                commands.setSoTimeout(5000);
                subscription.setSoTimeout(5000);
                commands.getInputStream().readAllBytes();
                subscription.getInputStream().readAllBytes();
                assertEquals(heard, first.views.size());
            }
        } finally {
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    private static SentinelWatches.Membership join(
            EventLoop loop,
            SentinelWatches watches,
            SourceConfig.Sentinel source,
            SentinelListener listener) {
        return loop.submit(() -> watches.join(source, listener)).syncUninterruptibly().getNow();
    }

    private static final class Views implements SentinelListener {
        private final List<SentinelView> views = new CopyOnWriteArrayList<>();

        @Override
        public void view(SentinelView view) {
            views.add(view);
        }

        @Override
        public void notice(SentinelNotice notice) {}
    }
}
