package dev.redoubt.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.backend.Backend;
import dev.redoubt.backend.BackendSettings;
import dev.redoubt.backend.Fence;
import dev.redoubt.backend.Identity;
import dev.redoubt.backend.OpenFailure;
import dev.redoubt.backend.WaitingRoom;
import dev.redoubt.command.CommandTable;
import dev.redoubt.config.BackendConfig;
import dev.redoubt.config.ByteSize;
import dev.redoubt.config.FailoverConfig;
import dev.redoubt.config.HostPort;
import dev.redoubt.config.LimitsConfig;
import dev.redoubt.config.ListenConfig;
import dev.redoubt.config.PoolConfig;
import dev.redoubt.config.SourceConfig;
import dev.redoubt.net.Loop;
import dev.redoubt.net.Loops;
import dev.redoubt.net.Transport;
import dev.redoubt.resp.Wire;

import io.netty.buffer.ByteBuf;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

final class TransactionUnitTest {
    private static final Loops LOOPS = new Loops(Transport.NIO, 1);
    private static final SessionContext CONTEXT = context();

    private static SessionContext context() {
        Loop loop = LOOPS.loops().getFirst();
        BackendConfig backend =
                new BackendConfig(
                        null,
                        null,
                        new SourceConfig.Servers(List.of()),
                        1,
                        Duration.ofSeconds(1),
                        1,
                        Optional.empty(),
                        Map.of(),
                        Duration.ofSeconds(1));
        FailoverConfig failover = new FailoverConfig(Optional.empty(), new ByteSize(1024));
        PoolConfig config =
                new PoolConfig(
                        "pool",
                        ListenConfig.of(List.of()),
                        null,
                        List.of(),
                        10,
                        Duration.ZERO,
                        backend,
                        failover,
                        new LimitsConfig(new ByteSize(100_000), new ByteSize(1024)));
        BackendSettings settings = BackendSettings.of("pool", backend, failover, 1);
        return new SessionContext(
                loop,
                config,
                new Backend(loop, Transport.NIO, settings, new Fence(), new Deaf()),
                settings.identity(),
                CommandTable.packaged());
    }

    private record Deaf() implements Backend.Listener {
        @Override
        public void primaryFailing(HostPort server, OpenFailure failure) {}

        @Override
        public void linkFailing(HostPort server, OpenFailure failure) {}

        @Override
        public void linkEnded() {}

        @Override
        public void restarted(HostPort server) {}

        @Override
        public void serving(HostPort server, WaitingRoom.Released released) {}

        @Override
        public void userLost(Identity identity) {}

        @Override
        public void userRefused(Identity identity) {}
    }

    @AfterAll
    static void end() {
        LOOPS.close();
    }

    static Stream<Arguments> streams() {
        return Stream.of(
                unit(2, "MULTI", "EXEC"),
                unit(4, "MULTI", "SET a 1", "GET a", "EXEC"),
                unit(3, "multi", "incr a", "exec", "WATCH b"),
                unit(3, "MULTI", "SET a " + "x".repeat(60_000), "EXEC"),
                unit(3, "MULTI", "NOSUCHCOMMAND", "EXEC"),
                unit(0, "MULTI"),
                unit(0, "MULTI", "GET a"),
                unit(0, "MULTI a", "EXEC"),
                unit(0, "MULTI", "GET a", "EXEC a"),
                unit(0, "MULTI", "MULTI", "EXEC"),
                unit(0, "MULTI", "DISCARD"),
                unit(0, "MULTI", "UNWATCH", "EXEC"),
                unit(0, "MULTI", "WATCH a", "EXEC"),
                unit(0, "MULTI", "SELECT 1", "EXEC"),
                unit(0, "MULTI", "BLPOP a 0", "EXEC"),
                unit(0, "MULTI", "SUBSCRIBE a", "EXEC"),
                unit(0, "MULTI", "CLIENT NO-EVICT ON", "EXEC"),
                unit(0, "MULTI", "QUIT", "EXEC"),
                unit(0, "MULTI", "AUTH a", "EXEC"),
                unit(0, "MULTI", "SET a " + "x".repeat(70_000), "EXEC"),
                unit(0, "MULTI", "SET a " + "x".repeat(100_001), "EXEC"),
                Arguments.of(0, Wire.request("MULTI") + "GET a\r\n" + Wire.request("EXEC")),
                Arguments.of(0, Wire.request("MULTI") + "*1\r\n$4\r\nEXE"),
                Arguments.of(0, Wire.request("MULTI") + "*1\r\n:4\r\n"),
                Arguments.of(2, Wire.request("MULTI") + "*0\r\n" + Wire.request("EXEC")));
    }

    private static Arguments unit(int length, String... requests) {
        return Arguments.of(
                length,
                Arrays.stream(requests)
                        .map(request -> Wire.request(request.split(" ", -1)))
                        .collect(Collectors.joining()));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void length(int expected, String stream) {
        ByteBuf in = Wire.of("+++" + stream);
        assertEquals(expected, TransactionUnit.at(in, 3, CONTEXT).length());
        in.release();
    }
}
