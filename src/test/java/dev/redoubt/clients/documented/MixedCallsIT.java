package dev.redoubt.clients.documented;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.Front;
import dev.redoubt.peers.LeakCheck;
import dev.redoubt.peers.RealRedis;
import dev.redoubt.resp.Seeded;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/// Documented calls in mixtures of chance, each in one piece: to Redis and through Redoubt, and
/// each byte is the same. `-Dredoubt.seed` begins with a seed, `-Dredoubt.cases` says how many.
@ExtendWith(LeakCheck.class)
class MixedCallsIT {
    private static final int CASES = 400;
    private static final List<String> GROUPS =
            List.of("string", "list", "set", "sorted-set", "hash", "stream", "scripting");

    private final RealRedis direct = RealRedis.installed();
    private final RealRedis behind = RealRedis.installed();
    private final Front front = Front.before(behind);

    @AfterEach
    void stop() {
        front.close();
        behind.close();
        direct.close();
    }

    @Test
    void soundAsRedisDoes() throws IOException {
        Mixtures mixtures = new Mixtures(Documentation.of(direct));
        try (Sides sides =
                new Sides(new Side(direct, direct.address()), new Side(behind, front.address()))) {
            Seeded.check(Seeded.cases(CASES), random -> compare(sides, mixtures, random));
        }
        assertEquals(0, front.faults());
    }

    private static void compare(Sides sides, Mixtures mixtures, Random random) {
        Protocol protocol = random.nextBoolean() ? Protocol.RESP2 : Protocol.RESP3;
        List<Call> mix = mixtures.mix(random);
        try {
            sides.leave();
            sides.prepare(World.of(GROUPS.get(random.nextInt(GROUPS.size()))));
            Sides.Said said =
                    sides.inOnePiece(
                            protocol,
                            Side.bytes(mix.stream().map(Call::arguments).toList()),
                            mix.size(),
                            Duration.ofSeconds(3));
            assertTrue(
                    Likeness.BYTES.matches(said.direct(), said.through()),
                    () -> told(protocol, mix, said));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String told(Protocol protocol, List<Call> mix, Sides.Said said) {
        return protocol
                + mix.stream().map(call -> "\n  " + call).collect(Collectors.joining())
                + "\nRedis:   "
                + said.direct()
                + "\nRedoubt: "
                + said.through();
    }
}
