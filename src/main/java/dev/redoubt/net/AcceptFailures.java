package dev.redoubt.net;

import dev.redoubt.config.ListenAddress;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.atomic.AtomicLong;

/// The end of a listening socket's pipeline: what goes wrong when a connection is accepted, which
/// is mostly that the process has no descriptor left. By then Netty has stopped accepting for a
/// second, so that the loop does not spin; the connections wait in the backlog. Lives on the
/// socket's loop.
final class AcceptFailures extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptFailures.class);

    private final ListenAddress address;
    private final AtomicLong count = new AtomicLong();
    private final LogPace pace = new LogPace(System.nanoTime());

    AcceptFailures(ListenAddress address) {
        this.address = address;
    }

    /// So far, from any thread.
    long count() {
        return count.get();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        count.incrementAndGet();
        if (pace.happened(System.nanoTime()) > 0) {
            LOG.warn("{}: cannot accept clients, tries again: {}", address, words(cause));
        }
    }

    private static String words(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return message.contains("Too many open files")
                ? message + " (expected: a higher limit, ulimit -n, or a lower max_clients)"
                : message;
    }
}
