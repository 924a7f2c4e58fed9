package dev.redoubt.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.snapshot.Move;
import dev.redoubt.snapshot.NodeView;
import dev.redoubt.snapshot.PoolSnapshot;
import dev.redoubt.snapshot.VipSnapshot;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class VipStatusTest {
    private static final NodeView NODE =
            new NodeView() {
                @Override
                public List<PoolSnapshot> pools() {
                    return List.of();
                }

                @Override
                public List<VipSnapshot> vips() {
                    return List.of(
                            new VipSnapshot(
                                    "front",
                                    List.of("192.168.0.1/24"),
                                    "FAULT",
                                    101,
                                    List.of("no link on eth0"),
                                    VipSnapshot.Stance.LEFT,
                                    new VipSnapshot.Adverts(2, 3),
                                    Map.of("password", 4L, "checksum", 5L)));
                }

                @Override
                public List<Move> moves() {
                    return List.of();
                }

                @Override
                public long faults() {
                    return 0;
                }
            };

    private static String body(Page page) {
        return page.body();
    }

    @Test
    void aLineForEach() {
        assertTrue(
                body(new Status(NODE).lines())
                        .endsWith(
                                "\nfront: FAULT with priority 101, 192.168.0.1/24;"
                                        + " left to others by an operator; no link on eth0\n"));
    }

    @Test
    void allOfItForPrograms() {
        String body = body(new Status(NODE).page());
        assertEquals(
                "\"vips\":[{\"name\":\"front\",\"addresses\":[\"192.168.0.1/24\"],\"state\":\"FAULT\",\"priority\":101,\"faults\":[\"no"
                    + " link on eth0\"],"
                    + "\"left\":true,\"sent\":2,\"heard\":3,\"refused\":{\"checksum\":5,\"password\":4}}]}",
                body.substring(body.indexOf("\"vips\"")).strip());
    }
}
