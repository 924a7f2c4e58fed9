package dev.redoubt.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.Front;
import dev.redoubt.peers.LeakCheck;
import dev.redoubt.peers.RealRedis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The same conversations with Redis itself and through Redoubt: every byte that clients hear is
/// the same.
@ExtendWith(LeakCheck.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CommandSuite {
    // A client that blocks, monitors, subscribes, watches or is in a transaction.
    private static final Pattern STATEFUL =
            Pattern.compile(" (flags=\\w*[bOxP]\\w*|p?sub=[1-9]\\d*|multi=\\d+) ");

    private final RealRedis redis;
    private final Front front;

    CommandSuite(Supplier<RealRedis> redis, Function<RealRedis, Front> front) {
        this.redis = redis.get();
        this.front = front.apply(this.redis);
    }

    static Stream<Scenario> scenarios() {
        return Stream.of(
                        DataScenarios.all(),
                        ConnectionScenarios.all(),
                        TransactionScenarios.all(),
                        PubSubScenarios.all(),
                        ProtocolScenarios.all(),
                        BulkScenarios.all(),
                        CrowdScenarios.all(),
                        TrackingScenarios.all())
                .flatMap(List::stream);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void soundsAsRedisDoes(Scenario scenario) throws IOException {
        List<String> direct = hear(scenario, redis.address());
        assertNotEquals(List.of(), direct);
        List<String> through = hear(scenario, front.address());
        for (int i = 0; i < Math.min(direct.size(), through.size()); i++) {
            assertEquals(direct.get(i), through.get(i), "heard " + (i + 1));
        }
        assertEquals(direct, through);
    }

    private List<String> hear(Scenario scenario, HostPort target) throws IOException {
        RealRedis.await("no client with state", this::isQuiet);
        redis.command("FLUSHALL");
        redis.command("SCRIPT", "FLUSH");
        try (Talk talk = new Talk(target, redis)) {
            scenario.conversation().on(talk);
            talk.finish();
            return talk.heard();
        }
    }

    private boolean isQuiet() {
        return redis.clients().stream().noneMatch(line -> STATEFUL.matcher(line).find());
    }

    @AfterAll
    void close() {
        front.close();
        redis.close();
    }
}
