package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.config.BackendConfig;
import dev.redoubt.config.HostPort;
import dev.redoubt.failover.PriorityStep.Favour;
import dev.redoubt.failover.PriorityStep.Mark;
import dev.redoubt.net.Loops;
import dev.redoubt.net.Transport;
import dev.redoubt.peers.RealRedis;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Two servers that are named primary in turn, and what they allow.
@Timeout(60)
class DemotionWatchIT {
    private RealRedis old;
    private RealRedis next;
    private Loops loops;
    private DemotionWatch watch;

    @BeforeEach
    void start() throws IOException {
        old = RealRedis.installed();
        next = RealRedis.installed();
        String file = PoolInTest.file(List.of(old.address()), "", 1);
        BackendConfig backend = PoolInTest.read(file).pools().getFirst().backend();
        loops = new Loops(Transport.NIO, 1);
        watch = new DemotionWatch("orders", loops.control(), loops.transport(), backend);
    }

    @AfterEach
    void end() {
        loops.control().submit(watch::close).syncUninterruptibly();
        loops.close();
        next.close();
        old.close();
    }

    private void named(RealRedis server) {
        HostPort address = server.address();
        loops.control().submit(() -> watch.named(Optional.of(address))).syncUninterruptibly();
    }

    private void demoteOld() {
        named(old);
        named(next);
    }

    private String configured(String name) {
        return old.command("CONFIG", "GET", name);
    }

    private void awaitPriority(String expected) {
        Await.until(
                "replica-priority " + expected,
                () -> configured("replica-priority").contains("\r\n" + expected + "\r\n"));
    }

    private void awaitMark(String expected) {
        Await.until("the mark", () -> configured(Mark.SETTING).contains(expected));
    }

    private void awaitNoMark() {
        Await.until("no mark", () -> !configured(Mark.SETTING).contains("redoubt"));
    }

    @Test
    void aPrimaryThatIsNamedAgainGetsItsPriorityBack() {
        demoteOld();
        awaitPriority("0");
        awaitMark(Mark.of(100).text());
        named(old);
        awaitPriority("100");
        awaitNoMark();
    }

    @Test
    void anOperatorsWordStays() {
        demoteOld();
        awaitMark(Mark.of(100).text());
        old.command("CONFIG", "SET", "replica-priority", "55");
        named(old);
        awaitNoMark();
        awaitPriority("55");
    }

    private void leaveAMove(long seconds) {
        long now = TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis());
        old.command(
                "CONFIG", "SET", Mark.SETTING, Mark.of(new Favour(100, 1, now + seconds)).text());
        old.command("CONFIG", "SET", "replica-priority", "1");
    }

    /// Its node is gone; until its time is over that is not known.
    @Test
    void whatAMoveHasLeftIsSetBackWhenItsTimeIsOver() {
        leaveAMove(3);
        try (CapturedLog log = new CapturedLog()) {
            named(old);
            awaitPriority("100");
            awaitNoMark();
            assertEquals(1, log.with("a planned move that did not end").size());
        }
        leaveAMove(-1000);
        old.command("CONFIG", "SET", "replica-priority", "7");
        named(next);
        named(old);
        awaitNoMark();
        awaitPriority("7");
    }

    /// Only a mark tells a move's 1 from an operator's.
    @Test
    void anOperatorsFavouriteStaysOne() {
        old.command("CONFIG", "SET", "replica-priority", "1");
        named(old);
        Await.until("a look", () -> old.command("INFO", "commandstats").contains("cmdstat_exec:"));
        Await.until("its end", () -> !old.command("CLIENT", "LIST").contains("cmd=exec"));
        awaitPriority("1");
    }

    @Test
    void anotherTextIsNotOverwritten() {
        old.command("CONFIG", "SET", Mark.SETTING, "10.1.1.1");
        demoteOld();
        Await.until("a look", () -> old.command("CLIENT", "LIST").contains("cmd=exec"));
        named(old);
        awaitMark("10.1.1.1");
        awaitPriority("100");
    }

    @Test
    void whereConfigIsRefusedItIsSaidOnce() {
        try (CapturedLog log = new CapturedLog()) {
            forbid("-config");
            demoteOld();
            Await.until(
                    "the log",
                    () ->
                            log.with(
                                                    "nothing keeps it from being elected before it"
                                                            + " is in sync: NOPERM")
                                            .size()
                                    == 1);
        }
        allowAll();
        awaitPriority("100");
        awaitNoMark();
    }

    /// Without the transaction both settings are changed one by one; nothing of it may stay.
    @Test
    void whereTransactionsAreRefusedNothingStays() {
        try (CapturedLog log = new CapturedLog()) {
            forbid("-multi");
            demoteOld();
            Await.until(
                    "the log", () -> log.with("nothing keeps it from being elected").size() == 1);
        }
        allowAll();
        awaitPriority("100");
        awaitNoMark();
    }

    private void forbid(String rule) {
        old.command("ACL", "SETUSER", "default", rule);
    }

    private void allowAll() {
        old.command("ACL", "SETUSER", "default", "+@all");
    }
}
