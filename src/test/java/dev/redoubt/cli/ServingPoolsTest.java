package dev.redoubt.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.config.HostPort;
import dev.redoubt.config.ListenAddress;
import dev.redoubt.snapshot.MoveFigures;
import dev.redoubt.snapshot.Pausing;
import dev.redoubt.snapshot.PoolSnapshot;
import dev.redoubt.snapshot.Sharing;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

class ServingPoolsTest {
    private static final HostPort PRIMARY = new HostPort("10.0.0.4", 6379);
    private static final ListenAddress HERE = new ListenAddress.Tcp(new HostPort("0.0.0.0", 6379));

    private List<ListenAddress> listen = List.of(HERE);
    private Optional<HostPort> primary = Optional.empty();
    private long nowNanos = Long.MAX_VALUE - 1_000_000_000;
    private final ServingPools serving = new ServingPools(() -> List.of(pool()), () -> nowNanos);

    private PoolSnapshot pool() {
        return new PoolSnapshot(
                "orders",
                listen,
                primary,
                "",
                0,
                0,
                0,
                0,
                0,
                new Sharing(Map.of(), Map.of()),
                Map.of(),
                0,
                0,
                0,
                0,
                0,
                MoveFigures.NONE,
                Pausing.NONE,
                Optional.empty());
    }

    @Test
    void withoutAPrimaryFromTheStartItDoesNotServe() {
        assertEquals(Set.of(), serving.get());
        primary = Optional.of(PRIMARY);
        assertEquals(Set.of("orders"), serving.get());
    }

    @Test
    void whatAProcessBeforeServedServesUntilItHadTimeToFindItsPrimary() {
        serving.assume(List.of("orders", "gone"));
        nowNanos += ServingPools.PATIENCE.toNanos();
        assertEquals(Set.of("orders"), serving.get());
        nowNanos++;
        assertEquals(Set.of(), serving.get());
    }

    @Test
    void aFailoverMovesNoAddress() {
        primary = Optional.of(PRIMARY);
        serving.get();
        primary = Optional.empty();
        nowNanos += ServingPools.PATIENCE.toNanos();
        assertEquals(Set.of("orders"), serving.get());
        nowNanos++;
        assertEquals(Set.of(), serving.get());
        primary = Optional.of(PRIMARY);
        assertEquals(Set.of("orders"), serving.get());
    }

    @Test
    void whoAcceptsNobodyDoesNotServe() {
        primary = Optional.of(PRIMARY);
        listen = List.of();
        assertEquals(Set.of(), serving.get());
    }
}
