package dev.redoubt.pool;

import static dev.redoubt.pool.DemotionTrap.ask;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.PlainClient;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A [DemotionTrap] where Redoubt may not set priorities, so that the unsynced server is elected.
/// One replica's word is worth nothing then; that of all includes its own. `-Dredoubt.rounds=20`
/// for more rounds.
@Timeout(3600)
class DurableDemotionIT {
    private static final int ROUNDS = Integer.getInteger("redoubt.rounds", 1);
    private static final int WRITES = 10;

    /// @param elected whether the trap's server was
    private record Outcome(boolean elected, int byAll, int lostByAll, int byOne, int lostByOne) {}

    @Test
    void whatAllAcknowledgedItHas() throws Exception {
        int shown = 0;
        int byAll = 0;
        int byOne = 0;
        int lostByOne = 0;
        // Another one may be elected, or the one replica's word be its own: that shows nothing.
        for (int round = 0; shown < ROUNDS && round < 2 * ROUNDS; round++) {
            Outcome outcome = play();
            System.out.printf("round %d: %s%n", round, outcome);
            assertEquals(0, outcome.lostByAll());
            if (outcome.elected() && outcome.lostByOne() > 0) {
                shown++;
                byAll += outcome.byAll();
                byOne += outcome.byOne();
                lostByOne += outcome.lostByOne();
            }
        }
        System.out.printf(
                "%d rounds: %d acknowledged by all and none lost; by one %d and %d%n",
                shown, byAll, byOne, lostByOne);
        assertEquals(ROUNDS, shown, "too little was lost: this shows nothing");
    }

    private static Outcome play() throws Exception {
        try (DemotionTrap trap = DemotionTrap.start()) {
            String backend = trap.backendWithoutSettings();
            try (PoolInTest one = durable(backend, "1");
                    PoolInTest all = durable(backend, "all")) {
                one.awaitServing();
                all.awaitServing();
                Set<String> byAll = new LinkedHashSet<>();
                Await.until(
                        "all",
                        () -> {
                            List<String> acknowledged = write(all, "before");
                            byAll.addAll(acknowledged);
                            return acknowledged.size() == WRITES;
                        });
                trap.spring();
                Await.until("one", () -> write(one, "first").size() == WRITES);
                List<String> byOne = write(one, "one");
                byAll.addAll(write(all, "all"));
                boolean elected = trap.killSuccessor().equals(trap.old().address());
                HostPort now = trap.named();
                return new Outcome(
                        elected,
                        byAll.size(),
                        missing(now, byAll),
                        byOne.size(),
                        missing(now, byOne));
            }
        }
    }

    private static PoolInTest durable(String backend, String replicas) throws IOException {
        return PoolInTest.start(
                """
                pools:
                  orders:
                    listen: 127.0.0.1:0
                    failover: {durability: {replicas: %s, timeout: 300ms}}
                %s\
                """
                        .formatted(replicas, backend.indent(4)));
    }

    /// The keys that were acknowledged.
    private static List<String> write(PoolInTest pool, String name) throws IOException {
        List<String> acknowledged = new ArrayList<>();
        try (PlainClient client = new PlainClient(pool.address())) {
            for (int i = 0; i < WRITES; i++) {
                if (client.ask("SET", name + i, "1").equals("+OK")) {
                    acknowledged.add(name + i);
                }
            }
        }
        return acknowledged;
    }

    private static int missing(HostPort server, Collection<String> acknowledged)
            throws IOException {
        int missing = 0;
        for (String key : acknowledged) {
            missing += ask(server, "EXISTS", key).equals(":0") ? 1 : 0;
        }
        return missing;
    }
}
