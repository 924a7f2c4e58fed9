package dev.redoubt.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.net.Loop;
import dev.redoubt.net.Loops;
import dev.redoubt.net.Transport;
import dev.redoubt.resp.Wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Whose reply is whose, and what each hears when the link ends.
final class SharedLinkTest {
    private final Loops loops = new Loops(Transport.NIO, 1);
    private final Loop loop = loops.loops().getFirst();
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, false);
    private final List<String> story = new ArrayList<>();
    private final SharedLink link =
            new SharedLink(
                    loop,
                    new HostPort("10.0.0.1", 6379),
                    new Identity(0, 2, Optional.empty()),
                    allocator,
                    new Owner());

    @AfterEach
    void end() {
        loops.close();
    }

    private final class Owner implements SharedLink.Owner {
        @Override
        public void opened(SharedLink opened) {}

        @Override
        public void openFailed(SharedLink failed, OpenFailure failure) {}

        @Override
        public void closed(SharedLink closed, String reason) {
            story.add("closed: " + reason);
        }
    }

    private final class Sink implements ReplySink {
        private final String name;

        Sink(String name) {
            this.name = name;
        }

        @Override
        public void replies(ByteBuf in, int from, int to, int completed) {
            story.add(name + " " + completed + " " + shown(Wire.text(in, from, to)));
        }

        @Override
        public void replyCut() {
            story.add(name + " cut");
        }

        @Override
        public void unanswered(ByteBuf in, int from, int to, int nameStart, int nameLength) {
            story.add(name + " unanswered " + Wire.text(in, nameStart, nameStart + nameLength));
        }
    }

    private static String shown(String wire) {
        return wire.replace("\r\n", "|");
    }

    private void append(String name, String... requests) {
        StringBuilder bytes = new StringBuilder();
        for (String request : requests) {
            bytes.append(Wire.request(request.split(" ", -1)));
        }
        ByteBuf in = Wire.of(bytes.toString());
        link.append(new Sink(name), in, 0, in.writerIndex(), requests.length);
        in.release();
    }

    private void onLoop(Runnable steps) throws Exception {
        loop.eventLoop().submit(steps).get(10, TimeUnit.SECONDS);
        assertEquals(0, allocator.metric().usedDirectMemory());
    }

    /// Three requests of two sinks, then these pieces of replies, then the server hangs up.
    private void converse(String... pieces) throws Exception {
        onLoop(() -> {
            EmbeddedChannel channel = new EmbeddedChannel(link);
            link.opened(channel);
            append("a", "GET 1", "SET 2 x");
            append("b", "GET 3");
            link.flush();
            ReferenceCountUtil.release(channel.readOutbound());
            for (String piece : pieces) {
                ByteBuf in = Wire.of(piece.replace("|", "\r\n"));
                channel.writeInbound(in);
                assertEquals(0, in.refCnt());
            }
            channel.close();
            assertFalse(channel.finish());
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "+1|+2|+3|; a 2 +1|+2|, b 1 +3|, closed: the server closed the connection",
                "+1|,+2|+3|; a 1 +1|, a 1 +2|, b 1 +3|, closed: the server closed the connection",
                "+1|+,2|+,3|; a 1 +1|+, a 1 2|, b 0 +, b 1 3|,"
                        + " closed: the server closed the connection",
                "; closed: the server closed the connection, a unanswered GET, a unanswered SET,"
                        + " b unanswered GET",
                "+1|; a 1 +1|, closed: the server closed the connection, a unanswered SET,"
                        + " b unanswered GET",
                "+1|+; a 1 +1|+, closed: the server closed the connection, a cut,"
                        + " a unanswered SET, b unanswered GET",
                "+1|+2|+3|+4|; a 2 +1|+2|, b 1 +3|, closed: the server sent what nobody asked for",
                ">1|+x|; closed: the server sent what nobody asked for, a unanswered GET,"
                        + " a unanswered SET, b unanswered GET",
                "+1|+2|?|; a 2 +1|+2|, closed: the server broke the protocol:"
                        + " unknown reply type 0x3f, b unanswered GET"
            })
    void replies(String pieces, String expected) throws Exception {
        converse(pieces == null ? new String[0] : pieces.split(",", -1));
        assertEquals(expected, String.join(", ", story));
    }

    @Test
    void whatIsAppendedWhileTheLinkEndsIsTold() throws Exception {
        onLoop(() -> {
            EmbeddedChannel channel = new EmbeddedChannel(new Broken(), link);
            link.opened(channel);
            String value = "x".repeat(40_000);
            append("a", "SET first " + value);
            append("b", "SET second " + value);
            assertFalse(link.usable());
            assertTrue(channel.close().isSuccess());
        });
        assertEquals(List.of("closed: gone", "a unanswered SET", "b unanswered SET"), story);
    }

    /// A connection whose end is first noticed when it is written to.
    private static final class Broken extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            ReferenceCountUtil.release(message);
            promise.setFailure(new IOException("gone"));
        }
    }
}
