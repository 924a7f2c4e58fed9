package dev.redoubt.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.peers.Front;
import dev.redoubt.peers.LeakCheck;
import dev.redoubt.peers.RawClient;
import dev.redoubt.peers.RealRedis;
import dev.redoubt.resp.Hostile;
import dev.redoubt.resp.Seeded;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.util.Random;
import java.util.function.UnaryOperator;

/// Requests damaged at random: what Redis takes reaches Redis, and what it refuses is refused in
/// its words.
@ExtendWith(LeakCheck.class)
class MutatedRequestsIT {
    private static final int CASES = 3_000;

    @Test
    void redoubtTakesWhatRedisTakes() {
        try (RealRedis direct = RealRedis.installed();
                RealRedis behind = RealRedis.installed();
                Front front = Front.before(behind)) {
            Seeded.check(
                    Seeded.cases(CASES),
                    random -> {
                        String stream = Hostile.damaged(harmless(random), random);
                        compare(stream, direct, front, heard -> heard);
                    });
        }
    }

    /// Before AUTH, and after one that stands somewhere in the stream.
    @Test
    void strangersMaySendWhatRedisLetsThem() {
        try (RealRedis direct = RealRedis.installed("--requirepass", "inner");
                RealRedis behind = RealRedis.installed("--requirepass", "inner");
                Front front = Front.before(behind, "password: inner", "")) {
            Seeded.check(
                    Seeded.cases(CASES),
                    random -> {
                        String login = RawClient.request("AUTH", "inner");
                        String stream = harmless(random) + login + harmless(random);
                        compare(
                                Hostile.damaged(stream, random),
                                direct,
                                front,
                                MutatedRequestsIT::asStrangersHear);
                    });
        }
    }

    private static String harmless(Random random) {
        StringBuilder out = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            out.append(
                    switch (random.nextInt(8)) {
                        case 0 -> RawClient.request("PING");
                        case 1 -> RawClient.request("SET", "k", "v" + random.nextInt(100));
                        case 2 -> RawClient.request("GET", "k");
                        case 3 -> RawClient.request("ECHO", "0123456789\r\n*1\r\n$");
                        case 4 -> RawClient.request("MGET", "k", "", "a b c");
                        case 5 -> "PING  'a b'\r\nECHO \"\\x41\\\"\" \r\n";
                        case 6 -> "*0\r\n*-1\r\n\r\nSTRLEN k\n";
                        default -> RawClient.request("APPEND", "l", "x".repeat(random.nextInt(99)));
                    });
        }
        return out.toString();
    }

    /// @param asHeard makes of Redis' words those of Redoubt
    private static void compare(
            String stream, RealRedis direct, Front front, UnaryOperator<String> asHeard) {
        try (RawClient redis = RawClient.connect(direct.address());
                RawClient redoubt = RawClient.connect(front.address())) {
            redis.sendBytes(stream);
            redis.endSending();
            // Redoubt does not show the one byte that is no text.
            String expected =
                    asHeard.apply(redis.untilEnd()).replaceAll("got '[\\x80-\\xff]'", "got '?'");
            redoubt.sendBytes(stream);
            String heard = redoubt.bytes(expected.length());
            if (!expected.contains("-ERR Protocol error: ")) {
                redoubt.endSending();
            }
            assertEquals(expected, heard + redoubt.untilEnd(), () -> "to: " + shown(stream));
        } catch (IOException e) {
            throw new AssertionError(e + " to: " + shown(stream), e);
        }
    }

    private static String shown(String stream) {
        return stream.replace("\r\n", "\\r\\n");
    }

    /// A stranger hears from Redis which commands there are not. Redoubt, which knows only those
    /// that some server has told, asks for the password.
    private static String asStrangersHear(String heard) {
        String[] parts = heard.split("(?<=\\+OK\r\n)", 2);
        String before =
                parts[0].replaceAll(
                        "-ERR unknown command [^\r]*", "-NOAUTH Authentication required.");
        return parts.length == 2 ? before + parts[1] : before;
    }
}
