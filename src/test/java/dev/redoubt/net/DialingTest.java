package dev.redoubt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.Peers;
import dev.redoubt.peers.ScriptedRedis;
import dev.redoubt.peers.TestNames;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;

import jdk.net.ExtendedSocketOptions;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Over each transport that works here.
class DialingTest {
    @ParameterizedTest
    @EnumSource(Transport.class)
    void triesEachAddressAndKeepsTheConnectionAlive(Transport transport) throws Exception {
        if (!works(transport)) {
            Peers.lack("the transport " + transport);
        }
        String name = transport.name().toLowerCase(Locale.ROOT) + ".redoubt.test";
        TestNames.set(name, "127.0.0.3", "::1", "127.0.0.1");
        try (Loops loops = new Loops(transport, 1);
                ScriptedRedis redis = ScriptedRedis.start()) {
            EventLoop loop = loops.loops().getFirst().eventLoop();
            Called first = new Called();
            loop.submit(() -> dial(loop, transport, name, redis, first)).get(10, TimeUnit.SECONDS);
            Channel channel = first.channel.get(10, TimeUnit.SECONDS);
            assertEquals(3, first.attempts.get());
            assertEquals(10, channel.config().getOption(idle(transport)));
            assertEquals(true, channel.config().getOption(ChannelOption.SO_KEEPALIVE));

            Called second = new Called();
            loop.submit(() -> dial(loop, transport, name, redis, second)).get(10, TimeUnit.SECONDS);
            second.channel.get(10, TimeUnit.SECONDS);
            assertEquals(1, second.attempts.get(), "the address that answered is tried first");
        }
    }

    private static boolean works(Transport transport) {
        return switch (transport) {
            case EPOLL -> Epoll.isAvailable();
            case IO_URING -> IoUring.isAvailable();
            case NIO -> true;
        };
    }

    private static ChannelOption<Integer> idle(Transport transport) {
        return switch (transport) {
            case EPOLL -> EpollChannelOption.TCP_KEEPIDLE;
            case IO_URING -> IoUringChannelOption.TCP_KEEPIDLE;
            case NIO -> NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE);
        };
    }

    private static void dial(
            EventLoop loop, Transport transport, String name, ScriptedRedis redis, Called caller) {
        Dialing.start(
                loop,
                transport,
                new HostPort(name, redis.address().port()),
                Duration.ofSeconds(5),
                caller);
        assertFalse(caller.channel.isDone(), "nothing is told from inside the call");
    }

    private static final class Called implements Dialing.Caller {
        private final AtomicInteger attempts = new AtomicInteger();
        private final CompletableFuture<Channel> channel = new CompletableFuture<>();

        @Override
        public boolean waits() {
            return true;
        }

        @Override
        public ChannelHandler handler() {
            return new ChannelInboundHandlerAdapter() {
                @Override
                public void channelActive(ChannelHandlerContext context) {
                    channel.complete(context.channel());
                }
            };
        }

        @Override
        public void attempting(Channel attempt) {
            attempts.incrementAndGet();
        }

        @Override
        public void failed(Ending ending) {
            channel.completeExceptionally(new AssertionError(ending.words()));
        }
    }
}
