package dev.redoubt.handover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.linux.LocalSocket;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// The process that serves, with a new one that says what the test lets it say, or dies.
@Timeout(60)
class GiverTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final AtomicInteger NEXT = new AtomicInteger();

    private final FakeNode node = new FakeNode();
    private final Rendezvous rendezvous =
            new Rendezvous(
                    "redoubt-giver-test/"
                            + ProcessHandle.current().pid()
                            + "/"
                            + NEXT.incrementAndGet());

    @BeforeEach
    void start() {
        Giver.start(rendezvous, node);
    }

    private static void await(BooleanSupplier condition, String what) {
        long startNanos = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertTrue(
                    System.nanoTime() - startNanos < TimeUnit.SECONDS.toNanos(20),
                    "in vain: " + what);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    private void awaitDone(String last) {
        await(() -> !node.done().isEmpty() && node.done().getLast().equals(last), last);
    }

    private Line connect() throws IOException {
        AtomicReference<@Nullable LocalSocket> socket = new AtomicReference<>();
        await(
                () -> {
                    try {
                        socket.set(LocalSocket.connect(rendezvous.name()));
                        return socket.get() != null;
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                },
                "the giver");
        return new Line(Objects.requireNonNull(socket.get()));
    }

    /// Says so many of its words, and hears what must come before each.
    private Line say(int words) throws IOException {
        Line line = connect();
        line.send(new Message.Ask(Duration.ofSeconds(1), List.of("orders"), List.of("c0ffee")));
        line.expect(Message.Memory.class, SOON);
        line.expect(Message.Offered.class, SOON);
        if (words > 1) {
            line.send(new Message.Prepared());
            line.expect(Message.Freed.class, SOON);
        }
        if (words > 2) {
            line.send(new Message.Serving());
        }
        return line;
    }

    private Line takeOver() throws IOException {
        Line line = say(3);
        assertEquals("pools.orders", line.expect(Message.Memory.class, SOON).of());
        assertEquals("vips", line.expect(Message.Memory.class, SOON).of());
        line.expect(Message.Left.class, SOON);
        return line;
    }

    @Test
    void oneThingAfterTheOther() throws IOException {
        try (Line _ = takeOver()) {
            awaitDone("end");
            assertEquals(
                    List.of(
                            "free",
                            "stopAccepting",
                            "passOn",
                            "bequeath [c0ffee]",
                            "retire",
                            "end"),
                    node.done());
            assertTrue(rendezvous.isFree(Duration.ZERO));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void oneThatDiesOnTheWayChangesNothing(int words) throws IOException {
        say(words).close();
        if (words > 1) {
            awaitDone("reclaim");
            assertEquals(List.of("free", "reclaim"), node.done());
        }
        takeOver().close();
        awaitDone("end");
    }

    @Test
    void oneThatDiesWhileItIsPassedOnToChangesNothing() throws IOException {
        node.failAt("passOn");
        try (Line line = say(3)) {
            awaitDone("reclaim");
            assertEquals(
                    List.of("free", "stopAccepting", "passOn", "acceptAgain", "reclaim"),
                    node.done());
            line.expect(Message.Memory.class, SOON);
            // The other one's silence is the end of it.
            assertThrows(Line.Gone.class, () -> line.expect(Message.Left.class, SOON));
        }
        node.failAt("");
        takeOver().close();
        awaitDone("end");
    }

    @Test
    void addressesThatWereGivenUpAreTakenBack() throws IOException {
        node.failAt("bequeath [c0ffee]");
        try (Line _ = say(3)) {
            awaitDone("reclaim");
            assertEquals("acceptAgain", node.done().get(node.done().size() - 2));
        }
    }

    @Test
    void anOrderThatComesAtTheLastMomentStopsIt() throws IOException {
        node.objectAfter("free");
        try (Line line = connect()) {
            line.send(new Message.Ask(Duration.ZERO, List.of("orders"), List.of()));
            line.expect(Message.Memory.class, SOON);
            line.expect(Message.Offered.class, SOON);
            line.send(new Message.Prepared());
            IOException refused =
                    assertThrows(IOException.class, () -> line.expect(Message.Freed.class, SOON));
            assertEquals("paused", refused.getMessage());
            awaitDone("reclaim");
            assertEquals(List.of("free", "reclaim"), node.done());
        }
    }

    /// After its last word another one is the node, whatever goes wrong here.
    @Test
    void thereIsNoWayBackAfterTheLastWord() throws IOException {
        node.failAt("retire");
        try (Line _ = takeOver()) {
            awaitDone("end");
            assertFalse(node.done().contains("reclaim"), node.done()::toString);
        }
    }

    @Test
    void nonsenseIsIgnored() throws IOException {
        try (Line line = connect()) {
            line.send(new Message.Left());
            await(() -> isGone(line), "the end of it");
        }
        try (Line line = say(1)) {
            line.send(new Message.Serving());
            await(() -> isGone(line), "the end of it");
        }
        assertEquals(List.of(), node.done());
        takeOver().close();
        awaitDone("end");
    }

    private static boolean isGone(Line line) {
        try {
            Line.Heard heard = line.receive(SOON);
            if (heard != null) {
                assertInstanceOf(Message.Memory.class, heard.message());
            }
            return heard == null;
        } catch (IOException e) {
            return true;
        }
    }
}
