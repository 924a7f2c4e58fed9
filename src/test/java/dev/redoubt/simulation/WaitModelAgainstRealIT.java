package dev.redoubt.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.RawClient;
import dev.redoubt.peers.RealSentinels;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/// The model of WAIT against real servers: after the same steps the same words, in the time that
/// the model takes.
@Timeout(120)
class WaitModelAgainstRealIT {
    private static final int SEEDS = 50;

    /// Real processes are scheduled, and share two cores with everything else.
    private static final long TOLERANCE_MILLIS = 500;

    @Test
    void realServersAnswerWhatTheModelDoes() throws Exception {
        try (RealSentinels peers = RealSentinels.servers(2, Optional.empty())) {
            try (RawClient client = RawClient.connect(peers.servers().getFirst())) {
                RealSentinels.await("both replicas", () -> answers(client, ":2\r\n"));
            }
            for (WaitScript script : WaitScript.values()) {
                compare(script, real(peers, script));
            }
        }
    }

    private static boolean answers(RawClient client, String expected) {
        try {
            client.ask("SET", "k", "v");
            return client.ask("WAIT", "2", "100").equals(expected);
        } catch (IOException broken) {
            return false;
        }
    }

    private static WaitScript.Waited real(RealSentinels peers, WaitScript script) throws Exception {
        List<HostPort> servers = peers.servers();
        HostPort asked = servers.get(script == WaitScript.A_REPLICA ? 1 : 0);
        List<HostPort> halted = servers.subList(1, 1 + script.halted);
        try (RawClient client = RawClient.connect(asked)) {
            halted.forEach(peers::freeze);
            client.ask("SET", "k", "v");
            long sinceNanos = System.nanoTime();
            client.send(
                    "WAIT", Integer.toString(script.replicas), Long.toString(script.timeoutMillis));
            if (script == WaitScript.DEMOTED) {
                RealSentinels.await(
                        "half a second",
                        () -> System.nanoTime() - sinceNanos > TimeUnit.MILLISECONDS.toNanos(500));
                peers.command(asked, "REPLICAOF", "127.0.0.1", "1");
            }
            String words = client.reply();
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sinceNanos);
            return new WaitScript.Waited(words, millis);
        } finally {
            halted.forEach(peers::thaw);
        }
    }

    private static void compare(WaitScript script, WaitScript.Waited real) {
        List<WaitScript.Waited> model =
                LongStream.range(0, SEEDS)
                        .mapToObj(seed -> WaitModelRun.play(script, seed))
                        .flatMap(Optional::stream)
                        .toList();
        LongSummaryStatistics millis =
                model.stream().mapToLong(WaitScript.Waited::millis).summaryStatistics();
        System.out.printf(
                "%s: %s after %d ms, model %d to %d ms%n",
                script, real.words().strip(), real.millis(), millis.getMin(), millis.getMax());
        assertEquals(
                Set.of(real.words()),
                model.stream().map(WaitScript.Waited::words).collect(Collectors.toSet()),
                script::toString);
        assertTrue(
                real.millis() >= millis.getMin() - TOLERANCE_MILLIS
                        && real.millis() <= millis.getMax() + TOLERANCE_MILLIS,
                () -> script + ": " + real);
    }
}
