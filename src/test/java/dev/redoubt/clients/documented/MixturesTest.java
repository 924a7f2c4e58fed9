package dev.redoubt.clients.documented;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Random;
import java.util.Set;

class MixturesTest {
    private static Documented command(String name, String group, String... hints) {
        return new Documented(
                name, group, Set.of(), Set.of(hints), Documented.Family.CHILDLESS, List.of());
    }

    private static final Mixtures MIXTURES =
            new Mixtures(
                    List.of(
                            command("dbsize", "server"),
                            command("multi", "transactions"),
                            command("monitor", "server"),
                            command("randomkey", "generic", "nondeterministic_output")));

    @Test
    void theSeedDecides() {
        assertEquals(MIXTURES.mix(new Random(7)), MIXTURES.mix(new Random(7)));
    }

    @Test
    void onlyWhatIsAlwaysTheSame() {
        for (int seed = 0; seed < 200; seed++) {
            List<Call> mix = MIXTURES.mix(new Random(seed));
            assertTrue(mix.size() >= 2, mix.toString());
            for (Call call : mix) {
                String name = call.arguments().getFirst();
                assertTrue(Set.of("DBSIZE", "MULTI", "dbsize", "multi").contains(name), name);
            }
        }
    }
}
