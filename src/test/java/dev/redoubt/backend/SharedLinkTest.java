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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Whose reply is whose, and what each hears when the link ends.
final class SharedLinkTest {
    private final Loops loops = new Loops(Transport.NIO, 1);
    private final Loop loop = loops.loops().getFirst();
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, false);
    private final List<String> story = new ArrayList<>();
    private final Map<String, StorySink> sinks = new HashMap<>();
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

        @Override
        public void retires(SharedLink retired, String reason) {
            story.add("retires: " + reason);
        }

        @Override
        public boolean givesUp(SharedLink claimed) {
            story.add("claimed");
            return true;
        }
    }

    private StorySink sink(String name) {
        return sinks.computeIfAbsent(name, each -> new StorySink(each, story));
    }

    private void append(String name, String... requests) {
        StringBuilder bytes = new StringBuilder();
        for (String request : requests) {
            bytes.append(Wire.request(request.split(" ", -1)));
        }
        ByteBuf in = Wire.of(bytes.toString());
        link.append(sink(name), in, 0, in.writerIndex(), requests.length);
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
                "; closed: the server closed the connection, a unanswered 2,"
                        + " b unanswered 1, a ended, b ended",
                "+1|; a 1 +1|, closed: the server closed the connection, a unanswered 1,"
                        + " b unanswered 1, a ended, b ended",
                "+1|+; a 1 +1|+, closed: the server closed the connection, a cut,"
                        + " a unanswered 1, b unanswered 1, a ended, b ended",
                "+1|+2|+3|+4|; a 2 +1|+2|, b 1 +3|, closed: the server sent what nobody asked for",
                ">1|+x|; closed: the server sent what nobody asked for, a unanswered 2,"
                        + " b unanswered 1, a ended, b ended",
                "+1|+2|?|; a 2 +1|+2|, closed: the server broke the protocol:"
                        + " unknown reply type 0x3f, b unanswered 1, b ended"
            })
    void replies(String pieces, String expected) throws Exception {
        converse(pieces == null ? new String[0] : pieces.split(",", -1));
        assertEquals(expected, String.join(", ", story));
    }

    /// What a rejection leaves of two sinks' requests; `a` takes its word for it.
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "-READONLY no|+2|+3|; a sets aside -READONLY no|, retires: the server turns"
                    + " requests away: READONLY no, a sets aside +2|, a ended, b 1 +3|, closed: the"
                    + " server turns requests away",
                "-READO,NLY no|+2|+3|; a sets aside -READONLY no|, retires: the server turns"
                    + " requests away: READONLY no, a sets aside +2|, a ended, b 1 +3|, closed: the"
                    + " server turns requests away",
                "+1|-LOADING x|,+,3|; a 1 +1|, a sets aside -LOADING x|,"
                        + " retires: the server turns requests away: LOADING x,"
                        + " a ended, b 0 +, b 1 3|, closed: the server turns requests away",
                "-ERR READONLY |-READONLY|-READONLY n|; a 1 -ERR READONLY |, a 1 -READONLY|,"
                        + " b 1 -READONLY n|, closed: the server closed the connection",
                "-MASTERDOWN x|$3|a,bc|+3|; a sets aside -MASTERDOWN x|, retires: the server turns"
                        + " requests away: MASTERDOWN x, a sets aside $3|abc|, a ended, b 1 +3|,"
                        + " closed: the server turns requests away",
                "-TRYAGAIN x|-ERR; a sets aside -TRYAGAIN x|,"
                        + " retires: the server turns requests away: TRYAGAIN x,"
                        + " closed: the server closed the connection, a unanswered 1,"
                        + " b unanswered 1, a ended, b ended"
            })
    void rejections(String pieces, String expected) throws Exception {
        sink("a").setsAside = true;
        converse(pieces.split(",", -1));
        assertEquals(expected, String.join(", ", story));
    }

    /// A GET of each sink, then these pieces of replies.
    private EmbeddedChannel asked(String... names) {
        EmbeddedChannel channel = new EmbeddedChannel(link);
        link.opened(channel);
        for (String name : names) {
            append(name, "GET x");
        }
        link.flush();
        ReferenceCountUtil.release(channel.readOutbound());
        return channel;
    }

    private static void receive(EmbeddedChannel channel, String... pieces) {
        for (String piece : pieces) {
            channel.writeInbound(Wire.of(piece.replace("|", "\r\n")));
        }
    }

    @Test
    void aBugOfOneIsNoneOfTheOthers() throws Exception {
        onLoop(() -> {
            sink("a").broken = true;
            receive(asked("a", "b"), "+1|+2|");
            link.close("done");
        });
        assertEquals(List.of("a 1 +1|", "a given up", "b 1 +2|", "closed: done"), story);
    }

    @Test
    void aLargeReplyMakesTheLinkItsSessions() throws Exception {
        String half = "x".repeat(1_000_000);
        onLoop(() -> {
            EmbeddedChannel channel = asked("a", "b");
            receive(channel, "$2000000|");
            assertTrue(link.usableBy(sink("a")));
            assertFalse(link.usableBy(sink("b")));
            receive(channel, half, half + "|+2|");
            append("a", "GET y");
            link.flush();
            ReferenceCountUtil.release(channel.readOutbound());
            receive(channel, "+3|");
            link.close("done");
        });
        assertEquals(
                List.of(
                        "claimed",
                        "a 0 $2000000|",
                        "a 0 (1000000)",
                        "a 1 (1000001)",
                        "b 1 +2|",
                        "a 1 +3|",
                        "closed: done"),
                story);
    }

    @Test
    void aLongArrayOfSmallElementsIsLarge() throws Exception {
        String many = "$5|12345|".repeat(70_000);
        onLoop(() -> {
            EmbeddedChannel channel = asked("a");
            receive(channel, "*140000|" + many);
            assertEquals(List.of("a 0 (630008)"), story);
            receive(channel, many.substring(0, many.length() - 1));
            receive(channel, "|");
            link.close("done");
        });
        assertEquals("claimed", story.get(1));
        assertEquals("a 1 |", story.get(3));
    }

    @Test
    void aLargeReplyIsReadAtItsClientsPace() throws Exception {
        onLoop(() -> {
            EmbeddedChannel channel = asked("a");
            sink("a").unread = 1;
            receive(channel, "$2000000|");
            assertFalse(channel.config().isAutoRead());
            assertTrue(link.isPaused());
            link.readOn(sink("a"));
            assertTrue(channel.config().isAutoRead());
            link.close("done");
        });
    }

    @Test
    void whoWaitsBehindALargeReplyIsReadForAndThenAvenged() throws Exception {
        onLoop(() -> {
            EmbeddedChannel channel = asked("a", "b");
            sink("a").unread = 8 << 20;
            receive(channel, "$2000000|");
            assertTrue(channel.config().isAutoRead());
            sink("a").unread = (8 << 20) + 1;
            receive(channel, "x");
            assertFalse(channel.config().isAutoRead());
            long paused = loop.nowNanos();
            link.checkClaim(paused + TimeUnit.MILLISECONDS.toNanos(900));
            assertFalse(story.contains("a too slow"));
            link.checkClaim(paused + TimeUnit.MILLISECONDS.toNanos(1100));
            assertTrue(story.contains("a too slow"));
            sink("a").left = true;
            link.leave(sink("a"));
            assertTrue(channel.config().isAutoRead());
            receive(channel, "x".repeat(1_999_999) + "|+2|");
            link.checkClaim(loop.nowNanos());
        });
        assertEquals(
                List.of("b 1 +2|", "closed: nobody wants its replies any more"),
                story.subList(story.size() - 2, story.size()));
    }

    @Test
    void whoCanAskAgainNeedNotWait() throws Exception {
        onLoop(() -> {
            EmbeddedChannel channel = asked("a", "b", "c", "b");
            sink("b").takesBack = true;
            receive(channel, "$2000000|");
            receive(channel, "x".repeat(2_000_000) + "|+2|+3|+4|");
            link.close("done");
        });
        String request = "*2|$3|GET|$1|x|";
        assertEquals(
                List.of(
                        "claimed",
                        "b takes back " + request + request,
                        "a 0 $2000000|",
                        "a 1 (2000001)",
                        "c 1 +3|",
                        "closed: done"),
                story);
    }

    @Test
    void aLinkWithNothingButUnwantedRepliesEnds() throws Exception {
        onLoop(() -> {
            EmbeddedChannel channel = asked("a", "b");
            sink("b").takesBack = true;
            receive(channel, "$2000000|", "x".repeat(2_000_000) + "|");
        });
        assertEquals("closed: nobody wants its replies any more", story.getLast());
    }

    @Test
    void theNextLargeReplyHasTheNextKeeper() throws Exception {
        onLoop(() -> {
            EmbeddedChannel channel = asked("a", "b");
            receive(channel, "$2000000|", "x".repeat(2_000_000) + "|$2000000|");
            assertFalse(link.usableBy(sink("a")));
            assertTrue(link.usableBy(sink("b")));
            link.close("done");
        });
    }

    @Test
    void aPauseThatNobodyEndsIsEndedByTheCheck() throws Exception {
        onLoop(() -> {
            EmbeddedChannel channel = asked("a");
            sink("a").unread = 1;
            receive(channel, "$2000000|");
            assertTrue(link.isPaused());
            sink("a").unread = 0;
            link.checkClaim(loop.nowNanos());
            assertTrue(channel.config().isAutoRead());
            link.close("done");
        });
    }

    @Test
    void aClientThatLeavesItsOwnLinkEndsIt() throws Exception {
        onLoop(() -> {
            EmbeddedChannel channel = asked("a");
            receive(channel, "$2000000|");
            sink("a").left = true;
            link.leave(sink("a"));
        });
        assertEquals("closed: nobody wants its replies any more", story.get(2));
    }

    @Test
    void whatIsAppendedWhileTheLinkEndsIsTold() throws Exception {
        onLoop(() -> {
            EmbeddedChannel channel = new EmbeddedChannel(new Broken(), link);
            link.opened(channel);
            String value = "x".repeat(40_000);
            append("a", "SET first " + value);
            append("b", "SET second " + value);
            assertFalse(link.usableBy(sink("c")));
            assertTrue(channel.close().isSuccess());
        });
        assertEquals(
                List.of(
                        "closed: gone",
                        "a unanswered 1 unsent",
                        "a ended",
                        "b unanswered 1 unsent",
                        "b ended"),
                story);
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
