package dev.redoubt.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.DurabilityConfig;
import dev.redoubt.config.DurabilityConfig.Replicas;
import dev.redoubt.config.HostPort;
import dev.redoubt.net.Loop;
import dev.redoubt.net.Loops;
import dev.redoubt.net.Transport;
import dev.redoubt.resp.Wire;
import dev.redoubt.topology.Topology;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// What goes together, which replies wait, and what becomes of them.
final class CommitLinkTest {
    private static final String WAIT = "[wAIT 1 250]";
    private static final int LENGTH =
            ("-ERR redoubt: executed on the primary, but not acknowledged: only 0 of 1 replicas"
                            + " said within 250 ms that they have it (failover.durability)|")
                    .length();

    private final Loops loops = new Loops(Transport.NIO, 1);
    private final Loop loop = loops.loops().getFirst();
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, false);
    private final List<String> story = new ArrayList<>();
    private final CommitTallies tallies = CommitTallies.create();
    private final Durability durability =
            new Durability(new DurabilityConfig(new Replicas.Count(1), Duration.ofMillis(250)), 0);
    private final Interference interference = new Interference();
    private final CommitLink link = link(durability);
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final StorySink a = new StorySink("a", story);
    private final StorySink b = new StorySink("b", story);

    @AfterEach
    void end() {
        loops.close();
    }

    private CommitLink link(Durability promise) {
        return new CommitLink(
                loop,
                new HostPort("10.0.0.1", 6379),
                new Identity(0, 2, Optional.empty()),
                allocator,
                new Owner(),
                promise,
                tallies,
                interference);
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
            story.add("retires");
        }

        @Override
        public boolean givesUp(SharedLink claimed) {
            return true;
        }
    }

    private void onLoop(Runnable steps) throws Exception {
        loop.eventLoop()
                .submit(() -> {
                    channel.pipeline().addLast(link);
                    link.opened(channel);
                    steps.run();
                    link.close("done");
                })
                .get(10, TimeUnit.SECONDS);
        channel.releaseOutbound();
        assertEquals(0, allocator.metric().usedDirectMemory());
        assertEquals(0, allocator.metric().usedHeapMemory());
    }

    private void write(ReplySink sink, String request) {
        WriteMarks marks = new WriteMarks();
        marks.addWrite();
        ByteBuf in = Wire.of(Wire.request(request.split(" ", -1)));
        link.append(sink, in, 0, in.writerIndex(), marks);
        in.release();
    }

    private void read(ReplySink sink, String request) {
        ByteBuf in = Wire.of(Wire.request(request.split(" ", -1)));
        link.append(sink, in, 0, in.writerIndex(), 1);
        in.release();
    }

    /// What was sent since the last time, each request in brackets.
    private String sent() {
        link.flush();
        StringBuilder all = new StringBuilder();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            all.append(Wire.text(out));
            out.release();
        }
        return all.toString()
                .replaceAll("\\*\\d+\r\n", "[")
                .replaceAll("\\$\\d+\r\n", "")
                .replaceAll("\r\n(?=\\[|$)", "]")
                .replace("\r\n", " ");
    }

    private void hear(String replies) {
        channel.writeInbound(Wire.of(replies.replace("|", "\r\n")));
    }

    private List<String> heard() {
        List<String> heard = List.copyOf(story);
        story.clear();
        return heard;
    }

    @Test
    void oneWaitCoversWhatGathered() throws Exception {
        onLoop(() -> {
            write(a, "SET 1 x");
            assertEquals("[SET 1 x]" + WAIT, sent());
            write(b, "SET 2 x");
            read(b, "GET 2");
            write(a, "SET 3 x");
            assertEquals("", sent());
            hear("+1|");
            assertEquals(List.of(), heard());
            assertEquals("", sent());
            hear(":1|");
            assertEquals(List.of("a 1 +1|"), heard());
            assertEquals("[SET 2 x][GET 2][SET 3 x]" + WAIT, sent());
            hear("+2|$1|");
            hear("x|+3|:");
            assertEquals(List.of(), heard());
            hear("2|");
            assertEquals(List.of("b 1 +2|", "b 1 $1|x|", "a 1 +3|"), heard());
            assertEquals(2, tallies.batches().value());
            assertEquals(3, tallies.writes().value());
            assertEquals(0, tallies.uncommitted().value());
        });
    }

    @Test
    void readsAloneWaitForNobody() throws Exception {
        onLoop(() -> {
            read(a, "GET 1");
            assertEquals("[GET 1]", sent());
            hear("$1|");
            assertEquals(List.of("a 0 $1|"), heard());
            write(b, "SET 1 x");
            assertEquals("", sent());
            hear("x|");
            assertEquals(List.of("a 1 x|"), heard());
            assertEquals("[SET 1 x]" + WAIT, sent());
            hear("+1|:1|");
            assertEquals(List.of("b 1 +1|"), heard());
        });
    }

    @Test
    void onlySuccessesOfWritesAreInDoubt() throws Exception {
        onLoop(() -> {
            write(a, "SET 1 x");
            write(a, "LPUSH 1 x");
            read(a, "GET 1");
            write(b, "DEL 1");
            sent();
            hear("+OK|-WRONGTYPE no|$1|x|:1|:0|");
            assertEquals(
                    List.of(
                            "a 1 (" + LENGTH + ")",
                            "a 1 -WRONGTYPE no|",
                            "a 1 $1|x|",
                            "b 1 (" + LENGTH + ")"),
                    heard());
            assertEquals(2, tallies.uncommitted().value());
        });
    }

    @ParameterizedTest
    @CsvSource({
        "-UNBLOCKED force unblock",
        "-BUSY a script runs",
        "-ERR WAIT cannot be used with replica instances"
    })
    void whatTheServerDoesNotSayNobodyKnows(String answer) throws Exception {
        onLoop(() -> {
            write(a, "SET 1 x");
            sent();
            write(b, "SET 2 x");
            hear("+OK|" + answer + "|");
            assertEquals(
                    List.of(
                            "closed: the server did not say which replicas have what was written: "
                                    + answer.substring(1),
                            "a unanswered 1",
                            "b unanswered 1 unsent",
                            "a ended",
                            "b ended"),
                    heard());
        });
    }

    @Test
    void whatDidNotSucceedNeedsNoReplica() throws Exception {
        onLoop(() -> {
            write(a, "SET 1 x");
            sent();
            hear("-BUSY a script runs|-BUSY a script runs|");
            assertEquals(List.of("a 1 -BUSY a script runs|"), heard());
        });
    }

    @Test
    void aUserWhoMayNotAskIsTold() throws Exception {
        onLoop(() -> {
            write(a, "SET 1 x");
            sent();
            hear("+OK|-NOPERM this user has no permissions to run the 'wait' command|");
            assertEquals(List.of("a 1 (202)"), heard());
            assertEquals(1, tallies.uncommitted().value());
        });
    }

    @Test
    void anEndLeavesAllInDoubtThatWasNotCommitted() throws Exception {
        onLoop(() -> {
            write(a, "SET 1 x");
            sent();
            hear("+OK|");
            link.close("gone");
            assertEquals(List.of("closed: gone", "a unanswered 1", "a ended"), heard());
        });
    }

    @Test
    void whatGatheredIsNotSentToAPrimaryThatIsNotToBeUsed() throws Exception {
        Fence fence = new Fence();
        Topology topology =
                new Topology(
                        1, Optional.of(new HostPort("10.0.0.1", 6379)), 1, Optional.empty(), "");
        fence.update(topology);
        link.guardedBy(fence);
        onLoop(() -> {
            write(a, "SET 1 x");
            assertEquals("[SET 1 x]" + WAIT, sent());
            write(b, "SET 2 x");
            fence.pause(loop.nowNanos() + TimeUnit.SECONDS.toNanos(60));
            hear("+OK|:1|");
            assertEquals("", sent());
            assertEquals(
                    List.of(
                            "a 1 +OK|",
                            "closed: its server must not be used now",
                            "b unanswered 1 unsent",
                            "b ended"),
                    heard());
        });
    }

    @Test
    void writesThatGatheredWaitForTheEndOfAPauseOfWrites() throws Exception {
        onLoop(() -> {
            write(a, "SET 1 x");
            assertEquals("[SET 1 x]" + WAIT, sent());
            read(b, "GET 1");
            interference.holdWrites(Duration.ofSeconds(60));
            hear("+OK|:1|");
            assertEquals("[GET 1]", sent());
            write(b, "SET 2 x");
            hear("$1|x|");
            assertEquals("", sent());
            assertEquals(
                    List.of(
                            "a 1 +OK|",
                            "b 1 $1|x|",
                            "closed: its server must not be used now",
                            "b unanswered 1 unsent",
                            "b ended"),
                    heard());
        });
    }

    @Test
    void nothingIsSentThatCannotBeAskedFor() throws Exception {
        Durability all =
                new Durability(new DurabilityConfig(new Replicas.All(), Duration.ofMillis(250)), 0);
        CommitLink counting = link(all);
        EmbeddedChannel server = new EmbeddedChannel();
        onLoop(() -> {
            server.pipeline().addLast(counting);
            counting.opened(server);
            assertFalse(counting.usableBy(a));
            all.counted(1, 0, 0);
            assertTrue(counting.usableBy(a));
            all.uncounted(0);
            assertFalse(counting.usableBy(a));
            counting.close("done");
            assertEquals(List.of("closed: done"), heard());
        });
    }

    @Test
    void whoeverCannotBePromotedDoesNotCount() throws Exception {
        durability.counted(1, 2, 2);
        onLoop(() -> {
            write(a, "SET 1 x");
            assertEquals("[SET 1 x][wAIT 3 250]", sent());
            hear("+OK|:2|");
            assertEquals(List.of("a 1 (" + LENGTH + ")"), heard());
            write(a, "SET 1 x");
            sent();
            hear("+OK|:3|");
            assertEquals(List.of("a 1 +OK|"), heard());
        });
    }

    /// More than a chunk of it, too: it is not in doubt when its primary must not be used any more.
    @Test
    void muchThatGatheredWasNotSentEither() throws Exception {
        onLoop(() -> {
            String value = "x".repeat(50_000);
            write(a, "SET 1 x");
            assertEquals("[SET 1 x]" + WAIT, sent());
            write(a, "SET 2 " + value);
            write(b, "SET 3 " + value);
            write(a, "SET 4 x");
            interference.holdWrites(Duration.ofSeconds(60));
            hear("+OK|:1|");
            assertEquals("", sent());
            assertEquals(
                    List.of(
                            "a 1 +OK|",
                            "closed: its server must not be used now",
                            "a unanswered 1 unsent",
                            "b unanswered 1 unsent",
                            "a unanswered 1 unsent",
                            "a ended",
                            "b ended"),
                    heard());
        });
    }

    /// Those who waited for room append as soon as there is some, behind the WAIT that has not
    /// left.
    @Test
    void muchThatComesWhileABatchLeavesIsOfTheNext() throws Exception {
        onLoop(() -> {
            String value = "x".repeat(50_000);
            write(a, "SET 1 x");
            sent();
            write(a, "SET 2 " + "x".repeat(1024 * 1024));
            link.whenUncongested(() -> {
                write(b, "SET 3 " + value);
                write(b, "SET 4 " + value);
                write(b, "SET 5 x");
            });
            hear("+OK|:1|");
            assertEquals("[SET 2 " + "x".repeat(1024 * 1024) + "]" + WAIT, sent());
            assertEquals(List.of("a 1 +OK|"), heard());
            hear("+OK|:1|");
            assertEquals("[SET 3 " + value + "][SET 4 " + value + "][SET 5 x]" + WAIT, sent());
            hear("+3|+4|+5|:1|");
            assertEquals(List.of("a 1 +OK|", "b 1 +3|", "b 1 +4|", "b 1 +5|"), heard());
        });
    }

    @Test
    void tooMuchThatGathersMakesOthersWait() throws Exception {
        onLoop(() -> {
            String value = "x".repeat(1024 * 1024);
            write(a, "SET 1 x");
            sent();
            write(a, "SET 1 " + value);
            assertTrue(link.congested());
            link.whenUncongested(() -> story.add("goes on"));
            hear("+OK|:1|");
            sent();
            assertFalse(link.congested());
            hear("+OK|:1|");
            assertEquals(List.of("a 1 +OK|", "goes on", "a 1 +OK|"), heard());
        });
    }
}
