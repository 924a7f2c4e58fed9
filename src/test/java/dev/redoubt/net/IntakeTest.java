package dev.redoubt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/// When a connection is read.
final class IntakeTest {
    private static final int MUCH = 256 * 1024;

    private final Loops loops = new Loops(Transport.NIO, 1);
    private final Loop loop = loops.loops().getFirst();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Intake intake = new Intake(loop, channel);

    @AfterEach
    void end() {
        loops.close();
        channel.finishAndReleaseAll();
    }

    private <T> T onLoop(Callable<T> work) throws Exception {
        return loop.eventLoop().submit(work).get(10, TimeUnit.SECONDS);
    }

    private boolean isRead() {
        return channel.config().isAutoRead();
    }

    private boolean isReadAfter(int bulkBytes) {
        intake.tookBulk(bulkBytes);
        intake.turnEnded();
        return isRead();
    }

    private void awaitRead() throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!onLoop(this::isRead)) {
            assertTrue(System.nanoTime() - deadline < 0, "it is not read again");
        }
    }

    @Test
    void muchOfALargeValueIsReadWithoutAPauseWhileNobodyElseAsks() throws Exception {
        assertTrue(onLoop(() -> isReadAfter(MUCH)));
    }

    @Test
    void besideOthersRequestsItRestsAWhile() throws Exception {
        assertFalse(
                onLoop(() -> {
                    loop.asked();
                    return isReadAfter(MUCH);
                }));
        awaitRead();
    }

    @Test
    void littleByLittleIsMuch() throws Exception {
        assertEquals(
                "true false",
                onLoop(() -> {
                    loop.asked();
                    return isReadAfter(100 * 1024) + " " + isReadAfter(100 * 1024);
                }));
    }

    @Test
    void whatIsStoppedStaysSoAfterItsRest() throws Exception {
        onLoop(() -> {
            loop.asked();
            intake.stop();
            return isReadAfter(MUCH);
        });
        onLoop(() -> loop.eventLoop().schedule(() -> {}, 50, TimeUnit.MILLISECONDS))
                .get(10, TimeUnit.SECONDS);
        assertFalse(onLoop(this::isRead));
        assertTrue(
                onLoop(() -> {
                    intake.go();
                    return isRead();
                }));
    }

    @Test
    void whatMayBeReadAgainRestsFirst() throws Exception {
        assertFalse(
                onLoop(() -> {
                    loop.asked();
                    intake.stop();
                    boolean read = isReadAfter(MUCH);
                    intake.go();
                    return read || isRead();
                }));
        awaitRead();
    }
}
