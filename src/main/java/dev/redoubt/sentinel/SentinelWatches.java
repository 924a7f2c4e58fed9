package dev.redoubt.sentinel;

import dev.redoubt.config.HostPort;
import dev.redoubt.config.LeaseConfig;
import dev.redoubt.config.Secret;
import dev.redoubt.config.SourceConfig;
import dev.redoubt.net.Credentials;
import dev.redoubt.net.Transport;

import io.netty.channel.EventLoop;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// All watches of this process: pools that name the same Sentinels, master, credentials and lease
/// share one. A watch begins with its first member and ends with its last. Owned by the control
/// loop.
public final class SentinelWatches {
    private final EventLoop loop;
    private final Transport transport;
    private final Map<Key, SharedWatch> watches = new HashMap<>();

    private record Key(
            Set<HostPort> nodes,
            String master,
            @Nullable String username,
            @Nullable Secret password,
            LeaseConfig lease) {}

    /// One pool's part in a watch. Used on the control loop.
    public interface Membership extends AutoCloseable {
        /// The primary seems to have failed: poll more often for a while.
        void suspect();

        /// Leaves the watch; the listener hears nothing any more.
        @Override
        void close();
    }

    /// Watches on `loop`.
    public SentinelWatches(EventLoop loop, Transport transport) {
        this.loop = loop;
        this.transport = transport;
    }

    /// Joins the watch on `source`, or begins it. The listener gets the present view at once.
    public Membership join(SourceConfig.Sentinel source, SentinelListener listener) {
        assert loop.inEventLoop();
        Key key =
                new Key(
                        Set.copyOf(source.nodes()),
                        source.master(),
                        source.username(),
                        source.password(),
                        source.lease());
        SharedWatch present = watches.get(key);
        if (present != null) {
            return present.join(listener);
        }
        SharedWatch watch = new SharedWatch(() -> watches.remove(key));
        watches.put(key, watch);
        Membership first = watch.join(listener);
        watch.run(
                new SentinelDriver(
                        new SentinelConfig(source.master(), source.nodes(), source.lease()),
                        Credentials.of(source.username(), source.password()),
                        loop,
                        transport,
                        watch));
        return first;
    }
}
