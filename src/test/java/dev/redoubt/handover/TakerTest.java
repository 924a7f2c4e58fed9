package dev.redoubt.handover;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.linux.LocalListener;
import dev.redoubt.linux.LocalSocket;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// A new process, with one that serves that says what the test lets it say, or dies.
@Timeout(60)
class TakerTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    /// Some open file.
    private static final int STANDARD_INPUT = 0;

    private static final AtomicInteger NEXT = new AtomicInteger();

    private final Rendezvous rendezvous =
            new Rendezvous(
                    "redoubt-taker-test/"
                            + ProcessHandle.current().pid()
                            + "/"
                            + NEXT.incrementAndGet());
    private final List<String> done = new CopyOnWriteArrayList<>();
    private @Nullable LocalListener name;
    private @Nullable Line giver;

    private final Taker.Hands hands =
            new Taker.Hands() {
                @Override
                public boolean arrive(String pool, int descriptor, byte[] state) {
                    throw new IllegalStateException("arrive");
                }

                @Override
                public void remember(Memory memory) {
                    done.add("remember " + memory.of());
                    if (memory.of().equals("bad")) {
                        throw new IllegalStateException("bad");
                    }
                }

                @Override
                public void own() {
                    done.add("own");
                }

                @Override
                public void giveUp(String reason) {
                    done.add("giveUp " + reason);
                }
            };

    @BeforeEach
    void listen() throws IOException {
        name = LocalListener.open(rendezvous.name());
    }

    @AfterEach
    void end() {
        if (name != null) {
            name.close();
        }
        if (giver != null) {
            giver.close();
        }
    }

    private LocalListener name() {
        return Objects.requireNonNull(name);
    }

    private Line giver() {
        return Objects.requireNonNull(giver);
    }

    /// Has asked, and heard this.
    private Taker ask(Message... offer) throws Exception {
        FutureTask<Taker> asking =
                new FutureTask<>(() ->
                        Taker.ask(rendezvous, SOON, List.of("orders"), List.of("c0ffee"))
                                .orElseThrow());
        Thread.ofPlatform().daemon().start(asking);
        LocalSocket socket = name().accept();
        giver = new Line(Objects.requireNonNull(socket));
        assertEquals(
                new Message.Ask(SOON, List.of("orders"), List.of("c0ffee")),
                giver().expect(Message.Ask.class, SOON));
        for (Message each : offer) {
            giver().send(each);
        }
        try {
            return asking.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : e;
        }
    }

    private Taker serving() throws Exception {
        Taker taker = ask(new Message.Offered(List.of("orders")));
        giver().send(new Message.Freed());
        taker.prepared();
        taker.serving(hands);
        giver().expect(Message.Prepared.class, SOON);
        giver().expect(Message.Serving.class, SOON);
        return taker;
    }

    private void awaitDone(String... expected) {
        long startNanos = System.nanoTime();
        while (done.size() < expected.length) {
            assertTrue(
                    System.nanoTime() - startNanos < TimeUnit.SECONDS.toNanos(20), done::toString);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        assertEquals(List.of(expected), done);
    }

    @Test
    void whatIsKnownComesBeforeTheOffer() throws Exception {
        Taker taker =
                ask(
                        new Message.Memory("pools.a", 1, new byte[] {1}),
                        new Message.Memory("pools.a", 0, new byte[] {2}),
                        new Message.Offered(List.of("a")));
        assertEquals(Set.of("a"), taker.serving());
        assertEquals(1, taker.memories().size());
        assertArrayEquals(new byte[] {1, 2}, taker.memories().getFirst().bytes());
        taker.close();
    }

    @Test
    void aRefusalIsTold() {
        IOException refused =
                assertThrows(IOException.class, () -> ask(new Message.Refused("paused")));
        assertEquals("paused", refused.getMessage());
    }

    @Test
    void afterTheLastWordItIsTheNode() throws Exception {
        try (Taker _ = serving()) {
            giver().send(new Message.Memory("vips", 0, new byte[0]));
            giver().send(new Message.Left());
            awaitDone("remember vips", "own");
        }
    }

    /// It is alive, since it has its name.
    @Test
    void oneThatGoesSilentRemainsTheNode() throws Exception {
        try (Taker _ = serving()) {
            giver().close();
            awaitDone("giveUp it ended");
        }
    }

    @Test
    void oneThatDiesLeavesAllToIt() throws Exception {
        try (Taker _ = serving()) {
            name().close();
            giver().close();
            awaitDone("own");
        }
    }

    /// Two nodes must not come of a fault of this one.
    @Test
    void aFaultOfItsOwnLeavesTheOtherOneTheNode() throws Exception {
        try (Taker _ = serving()) {
            giver().send(new Message.Memory("bad", 0, new byte[0]));
            awaitDone("remember bad", "giveUp java.lang.IllegalStateException: bad");
            assertEquals(null, giver().receive(SOON));
        }
    }

    @Test
    void aConnectionThatCannotArriveIsLetGoOfAndTheRestGoesOn() throws Exception {
        try (Taker _ = serving()) {
            giver().send(new Message.Session("orders", new byte[0]), STANDARD_INPUT);
            giver().send(new Message.Left());
            awaitDone("own");
        }
    }
}
