package dev.redoubt.pool;

import dev.redoubt.config.RedoubtConfig;
import dev.redoubt.net.Loops;
import dev.redoubt.net.Transport;
import dev.redoubt.peers.Front;
import dev.redoubt.peers.ScriptedRedis;
import dev.redoubt.snapshot.MoveJournal;
import dev.redoubt.topology.Topology;
import dev.redoubt.topology.TopologyEvent;
import dev.redoubt.topology.TopologySource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A pool before a source that says what the test wants.
@Timeout(60)
class PoolTest {
    private static final class Source implements TopologySource {
        private Consumer<Topology> listener = topology -> {};

        @Override
        public void start(Consumer<Topology> changes, Consumer<TopologyEvent> events) {
            listener = changes;
        }

        @Override
        public void suspect() {}

        @Override
        public void close() {}
    }

    /// Both changes are told before any loop has heard of the first.
    @Test
    void aPrimaryThatIsLostForAMomentServesAgain() throws Exception {
        Source source = new Source();
        try (ScriptedRedis redis = ScriptedRedis.start();
                Loops loops = new Loops(Transport.NIO, 1)) {
            RedoubtConfig config = PoolInTest.read(Front.file(redis.address(), "", ""));
            Pool pool =
                    new Pool(
                            config.pools().getFirst(),
                            loops,
                            source,
                            event -> {},
                            new MoveJournal());
            pool.start();
            try {
                Topology here =
                        new Topology(1, Optional.of(redis.address()), 0, Optional.empty(), "");
                loops.control()
                        .submit(() -> source.listener.accept(here))
                        .get(10, TimeUnit.SECONDS);
                Await.until("service", () -> pool.snapshot().primary().isPresent());
                loops.control()
                        .submit(() -> {
                            source.listener.accept(Topology.unknown("gone for a moment"));
                            source.listener.accept(here);
                        })
                        .get(10, TimeUnit.SECONDS);
                Await.until("service again", () -> pool.snapshot().primary().isPresent());
            } finally {
                pool.close();
            }
        }
    }
}
