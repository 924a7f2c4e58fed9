package dev.redoubt.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.Front;
import dev.redoubt.peers.LeakCheck;
import dev.redoubt.peers.RealRedis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Who one is and what one may, heard from Redis itself, through a pool with the same password, and
/// through one that has its own before a Redis that asks nobody: every byte is the same.
@ExtendWith(LeakCheck.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthScenariosIT {
    private final RealRedis redis = RealRedis.installed("--requirepass", AuthScenarios.PASSWORD);
    private final RealRedis open = RealRedis.installed();
    private final Front front = Front.before(redis, "password: inner", "");
    private final Front opened = Front.before(open, "password: inner", "password: unneeded");

    static List<Scenario> scenarios() {
        return AuthScenarios.all();
    }

    @AfterAll
    void close() {
        front.close();
        opened.close();
        redis.close();
        open.close();
    }

    @BeforeEach
    void begin() {
        for (RealRedis each : List.of(redis, open)) {
            each.command("FLUSHALL");
            for (String user : AuthScenarios.USERS) {
                List<String> command = new ArrayList<>(List.of("ACL", "SETUSER"));
                command.addAll(List.of(user.split(" ", -1)));
                assertEquals("+OK\r\n", each.command(command.toArray(new String[0])));
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void soundsAsRedisDoes(Scenario scenario) throws IOException {
        List<String> direct = hear(scenario, redis, redis.address());
        assertNotEquals(List.of(), direct);
        assertEquals(lines(direct), lines(hear(scenario, redis, front.address())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void soundsTheSameBeforeARedisThatAsksNobody(Scenario scenario) throws IOException {
        List<String> direct = hear(scenario, redis, redis.address());
        assertEquals(lines(direct), lines(hear(scenario, open, opened.address())));
    }

    private static String lines(List<String> heard) {
        return String.join("\n", heard);
    }

    private static List<String> hear(Scenario scenario, RealRedis redis, HostPort target)
            throws IOException {
        redis.command("FLUSHALL");
        try (Talk talk = new Talk(target, redis)) {
            scenario.conversation().on(talk);
            talk.finish();
            return talk.heard();
        }
    }
}
