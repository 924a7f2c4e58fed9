package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.operate.Answer;
import dev.redoubt.operate.Request;
import dev.redoubt.peers.PlainClient;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

/// A node stands still while its primary is caught in a [DemotionTrap] and promoted again, without
/// what another node wrote in between: it withholds it, and so does the process that takes its
/// place.
@Timeout(480)
final class SkippedPrimaryIT {
    private static final int ROUNDS = 4;
    private static final String LACK =
            "was primary in between, and what other nodes wrote there may be missing";

    @TempDir private Path folder;

    @Test
    void whoStoodStillMeanwhileWithholdsIt() throws Exception {
        boolean shown = false;
        // Another one may be elected: that shows nothing.
        for (int round = 0; !shown && round < ROUNDS; round++) {
            shown = play(folder.resolve(round + ".yml"));
        }
        assertTrue(shown, "it was never elected: this shows nothing");
    }

    private static boolean play(Path file) throws Exception {
        try (DemotionTrap trap = DemotionTrap.start()) {
            // Nobody keeps the one of before from being elected.
            String pool =
                    trap.backendWithoutSettings()
                            + "failover: {durability: {replicas: 1, timeout: 300ms}}\n";
            try (NodeProcess still = NodeProcess.start(file, pool);
                    PoolInTest other =
                            PoolInTest.start(
                                    "pools:\n  orders:\n    listen: 127.0.0.1:0\n"
                                            + pool.indent(4))) {
                awaitWritten(still.address(), "before");
                awaitWritten(other.address(), "before");
                Await.until("they have met", () -> isHeard(other));
                still.latest().send("STOP");
                trap.spring();
                awaitWritten(other.address(), "between");
                if (!trap.killSuccessor().equals(trap.old().address())) {
                    return false;
                }
                goesOn(still);
                return true;
            }
        }
    }

    /// An order that changes nothing is confirmed by the other node.
    private static boolean isHeard(PoolInTest node) throws Exception {
        Answer answer = node.ask(new Request.Resume("orders", Request.Reach.EVERYWHERE));
        return answer instanceof Answer.Everywhere all && all.confirmed().size() == 1;
    }

    private static void goesOn(NodeProcess still) throws Exception {
        still.latest().send("CONT");
        still.latest().lineWith(LACK);
        still.takeOver();
        still.latest().lineWith(LACK);
        Await.until("withheld", () -> still.says(LACK, "status"));
        assertTrue(still.command("accept-loss", "orders").contains(LACK));
        awaitWritten(still.address(), "accepted");
    }

    private static void awaitWritten(HostPort door, String key) {
        Await.until(
                "a durable write",
                () -> {
                    try (PlainClient client = new PlainClient(door)) {
                        return client.ask("SET", key, "1").equals("+OK");
                    } catch (IOException e) {
                        return false;
                    }
                });
    }
}
