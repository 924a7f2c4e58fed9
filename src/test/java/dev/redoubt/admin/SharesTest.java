package dev.redoubt.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.snapshot.MoveFigures;
import dev.redoubt.snapshot.Pausing;
import dev.redoubt.snapshot.PoolSnapshot;
import dev.redoubt.snapshot.PrivateNeed;
import dev.redoubt.snapshot.Sharing;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;

final class SharesTest {
    private static PoolSnapshot pool(long clients, long sharedLinks, Sharing sharing) {
        return new PoolSnapshot(
                "orders",
                List.of(),
                Optional.empty(),
                "",
                clients,
                0,
                0,
                0,
                0,
                sharing,
                Map.of(),
                0,
                sharedLinks,
                3,
                0,
                0,
                MoveFigures.NONE,
                Pausing.NONE,
                Optional.empty());
    }

    @Test
    void privateClientsAreToldWithWhatKeepsThemThere() {
        Sharing sharing =
                new Sharing(
                        Map.of(
                                PrivateNeed.SUBSCRIBE, 1L,
                                PrivateNeed.MULTI, 2L,
                                PrivateNeed.WATCH, 0L),
                        Map.of(PrivateNeed.LARGE_REQUEST, 7L, PrivateNeed.MULTI, 30L));
        PoolSnapshot pool = pool(1000, 2, sharing);
        assertEquals(
                "1000 clients: 997 shared on 2 links, 3 private (2 multi, 1 subscribe)",
                Shares.words(pool));
        String json = Shares.described(pool).written();
        assertEquals(
                """
                {"shared":997,"private":3,"private_by_reason":{"multi":2,"subscribe":1},\
                "shared_links":2,"private_links":3,"private_turns":37,\
                "private_turns_by_reason":{"multi":30,"large_request":7}}\
                """,
                json);
        StrictJson.read(json);
    }

    @Test
    void whereAllShareNothingElseIsTold() {
        PoolSnapshot pool = pool(1, 1, new Sharing(Map.of(), Map.of()));
        assertEquals("1 client: 1 shared on 1 link, 0 private", Shares.words(pool));
    }

    @Test
    void whoLeavesWhileItIsCountedMakesNothingNegative() {
        PoolSnapshot pool = pool(0, 0, new Sharing(Map.of(PrivateNeed.MULTI, 1L), Map.of()));
        assertEquals("0 clients: 0 shared on 0 links, 1 private (1 multi)", Shares.words(pool));
    }
}
