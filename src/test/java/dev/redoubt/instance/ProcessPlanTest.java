package dev.redoubt.instance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

class ProcessPlanTest {
    private static final List<HostPort> SERVERS = loopback(7001, 7002, 7003);
    private static final List<HostPort> SENTINELS = loopback(8001, 8002, 8003);

    @Test
    void aPrimaryKeepsNothingOnDiskAndServesLoopbackAlone() {
        List<String> file = ProcessPlan.primary("redis-1", SERVERS.getFirst()).file();

        assertTrue(
                file.containsAll(
                        List.of("port 7001", "bind 127.0.0.1", "protected-mode yes", "save \"\"")));
        assertTrue(file.stream().noneMatch(line -> line.startsWith("replicaof")));
    }

    @Test
    void aReplicaFollowsThePrimary() {
        ProcessPlan plan = ProcessPlan.replica("redis-2", SERVERS.get(1), SERVERS.getFirst());

        assertTrue(plan.file().containsAll(List.of("port 7002", "replicaof 127.0.0.1 7001")));
    }

    @Test
    void aSentinelKnowsReplicasAndTheOtherSentinelsFromTheStart() {
        SentinelPlan sentinelPlan = SentinelPlan.quick().withDownAfter(Duration.ofMillis(1500));

        ProcessPlan plan = ProcessPlan.sentinel(sentinelPlan, SENTINELS, SERVERS, 1);

        assertEquals("sentinel-2", plan.name());
        assertEquals(List.of("--sentinel"), plan.arguments());
        assertEquals(
                List.of(
                        "port 8002",
                        "sentinel myid " + "2".repeat(40),
                        "sentinel monitor mymaster 127.0.0.1 7001 2",
                        "sentinel down-after-milliseconds mymaster 1500",
                        "sentinel failover-timeout mymaster 3000",
                        "sentinel parallel-syncs mymaster 3",
                        "sentinel known-replica mymaster 127.0.0.1 7002",
                        "sentinel known-replica mymaster 127.0.0.1 7003",
                        "sentinel known-sentinel mymaster 127.0.0.1 8001 " + "1".repeat(40),
                        "sentinel known-sentinel mymaster 127.0.0.1 8003 " + "3".repeat(40)),
                plan.file().stream().filter(line -> line.matches("(port|sentinel) .*")).toList());
    }

    @Test
    void embeddedBinariesAreThereForTheUsualPlatforms() throws StartFailed {
        for (String os : List.of("Linux", "Mac OS X")) {
            for (String arch : List.of("amd64", "aarch64", "x86_64")) {
                String resource = RedisBinary.resource(os, arch);
                assertFalse(RedisBinary.class.getResource(resource) == null, resource);
            }
        }
    }

    @Test
    void otherPlatformsAreToldWhatToInstall() {
        StartFailed failure =
                assertThrows(StartFailed.class, () -> RedisBinary.resource("Linux", "riscv64"));

        assertEquals(
                "redis-server: not in the PATH, and none is embedded for Linux on riscv64"
                        + " (expected: an installed Redis)",
                failure.getMessage());
    }

    private static List<HostPort> loopback(int... ports) {
        return Arrays.stream(ports).mapToObj(port -> new HostPort("127.0.0.1", port)).toList();
    }
}
