package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.backend.Pledges;
import dev.redoubt.config.HostPort;
import dev.redoubt.config.PoolConfig;
import dev.redoubt.config.SourceConfig;
import dev.redoubt.failover.InfoText;
import dev.redoubt.net.Loops;
import dev.redoubt.net.Transport;
import dev.redoubt.peers.FakeRedis;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;

/// Which replicas a write needs, from what Sentinels say that come and go.
final class ReplicaCensusTest {
    private static final String BOTH =
            """
            slave0:ip=10.0.0.1,port=6379,state=online,offset=1,lag=0
            slave1:ip=10.0.0.2,port=6379,state=online,offset=1,lag=0
            """;
    private static final String ONE_MORE =
            BOTH + "slave2:ip=10.0.0.3,port=6379,state=online,offset=1,lag=0\n";

    private final Loops loops = new Loops(Transport.NIO, 1);
    private final List<Sentinel> sentinels = new ArrayList<>();
    private Pledges pledges;
    private ReplicaCensus census;

    /// One that knows two replicas.
    private static final class Sentinel {
        private final AtomicInteger asked = new AtomicInteger();
        private final FakeRedis server;
        private volatile String flags = "slave";
        private volatile String first = "10.0.0.1";

        Sentinel() throws IOException {
            server =
                    FakeRedis.start((to, _) -> {
                        to.write("*2\r\n" + replica(first) + replica("10.0.0.2"));
                        asked.incrementAndGet();
                    });
        }

        private String replica(String host) {
            List<String> fields =
                    List.of(
                            "ip",
                            host,
                            "port",
                            "6379",
                            "runid",
                            "r",
                            "flags",
                            flags,
                            "slave-priority",
                            "100",
                            "last-ok-ping-reply",
                            "10",
                            "info-refresh",
                            "10");
            StringBuilder all = new StringBuilder("*" + fields.size() + "\r\n");
            for (String each : fields) {
                all.append('$').append(each.length()).append("\r\n").append(each).append("\r\n");
            }
            return all.toString();
        }

        /// It has seen the first replica take over, and lists the one before as a replica.
        void promotesTheFirst() {
            first = "10.0.0.9";
            awaitAnswers();
        }

        void says(String changed) {
            flags = changed;
            awaitAnswers();
        }

        /// Returns when the answers are those of now.
        private void awaitAnswers() {
            int before = asked.get();
            Await.until("a new answer", () -> asked.get() >= before + 3);
        }
    }

    @BeforeEach
    void start() throws Exception {
        List<HostPort> addresses = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            sentinels.add(new Sentinel());
            addresses.add(sentinels.getLast().server.address());
        }
        String file = PoolInTest.file(addresses, "", 1, "durability: {replicas: all}");
        PoolConfig config = PoolInTest.read(file).pools().getFirst();
        pledges = new Pledges(config.failover());
        census =
                new ReplicaCensus(
                        "orders",
                        loops.control(),
                        loops.transport(),
                        config.backend(),
                        (SourceConfig.Sentinel) config.backend().source(),
                        pledges,
                        () -> {});
        onLoop(() -> census.named(Optional.of(new HostPort("10.0.0.9", 6379))));
        looked(BOTH);
        Await.until("both", () -> pledges.mostWanted().equals(OptionalInt.of(2)));
    }

    @AfterEach
    void end() throws Exception {
        onLoop(census::close);
        loops.close();
        for (Sentinel each : sentinels) {
            each.server.close();
        }
    }

    private void onLoop(Runnable work) throws Exception {
        loops.control().submit(work).get();
    }

    private void looked(String replication) throws Exception {
        onLoop(() -> census.looked("run", InfoText.of(replication)));
    }

    @Test
    void aMajorityCountsOut() {
        sentinels.get(0).says("slave,s_down");
        assertEquals(OptionalInt.of(2), pledges.mostWanted());
        sentinels.get(1).says("slave,s_down");
        Await.until("nobody", () -> pledges.mostWanted().equals(OptionalInt.of(0)));
    }

    /// What it said before it was cut off is no vote.
    @Test
    void whoCannotBeAskedAgreesToNothing() throws Exception {
        sentinels.get(1).says("slave,s_down");
        sentinels.get(1).server.close();
        sentinels.get(0).says("slave,s_down");
        assertEquals(OptionalInt.of(2), pledges.mostWanted());
    }

    /// Its list is that of another primary's replicas, and the one that it promoted is not in it.
    @Test
    void whoNamesAnotherPrimarySaysNothingOfThisOnesReplicas() {
        sentinels.get(0).says("slave,s_down");
        sentinels.get(1).promotesTheFirst();
        assertEquals(OptionalInt.of(2), pledges.mostWanted());
        sentinels.get(2).promotesTheFirst();
        assertEquals(OptionalInt.of(2), pledges.mostWanted());
    }

    /// Nobody is counted out then, and nobody's word stands for another's.
    @Test
    void withoutAMajorityAllStaysAsItWas() throws Exception {
        sentinels.get(1).server.close();
        sentinels.get(2).server.close();
        sentinels.get(0).says("slave,s_down");
        looked(ONE_MORE);
        assertEquals(OptionalInt.of(2), pledges.mostWanted());
        assertEquals(3, pledges.leastAsked());
    }
}
