package dev.redoubt.topology;

import dev.redoubt.config.HostPort;
import dev.redoubt.config.SourceConfig;
import dev.redoubt.sentinel.SentinelLease;
import dev.redoubt.sentinel.SentinelListener;
import dev.redoubt.sentinel.SentinelNotice;
import dev.redoubt.sentinel.SentinelView;
import dev.redoubt.sentinel.SentinelWatches;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.function.Consumer;

/// The primary that the Sentinels agree on, at the address where it is reachable from here. Owned
/// by the control loop.
final class SentinelTopology implements TopologySource {
    private final SourceConfig.Sentinel source;
    private final Addresses addresses;
    private final SentinelWatches watches;
    private final TopologyGenerations generations = new TopologyGenerations();
    private SentinelWatches.@Nullable Membership membership;

    SentinelTopology(SourceConfig.Sentinel source, Addresses addresses, SentinelWatches watches) {
        this.source = source;
        this.addresses = addresses;
        this.watches = watches;
    }

    @Override
    public void start(Consumer<Topology> changes, Consumer<TopologyEvent> events) {
        membership =
                watches.join(
                        source,
                        new SentinelListener() {
                            @Override
                            public void view(SentinelView view) {
                                changes.accept(topology(view));
                            }

                            @Override
                            public void notice(SentinelNotice notice) {
                                event(notice).ifPresent(events);
                            }
                        });
    }

    @Override
    public void suspect() {
        if (membership != null) {
            membership.suspect();
        }
    }

    @Override
    public void close() {
        if (membership != null) {
            membership.close();
            membership = null;
        }
    }

    private Topology topology(SentinelView view) {
        return generations.next(
                view.primary().map(addresses::reachable),
                view.epoch(),
                view.downAfter(),
                view.reason(),
                lease(view.lease()));
    }

    private static Lease lease(SentinelLease lease) {
        return switch (lease.term()) {
            case UNLIMITED -> Lease.UNLIMITED;
            case LIMITED -> Lease.until(lease.untilNanos(), lease.reason());
            case ENDED -> Lease.ended(lease.reason());
        };
    }

    private Optional<TopologyEvent> event(SentinelNotice notice) {
        return switch (notice) {
            case SentinelNotice.Heard heard -> heard(heard);
            case SentinelNotice.Moved(var from, var to, long epoch) ->
                    Optional.of(
                            new TopologyEvent.Moved(
                                    from.map(addresses::reachable),
                                    addresses.reachable(to),
                                    epoch));
            case SentinelNotice.Withdrawn(HostPort from, String reason) ->
                    Optional.of(new TopologyEvent.Lost(addresses.reachable(from), reason));
            case SentinelNotice.NodeTrouble _,
                    SentinelNotice.NodeBack _,
                    SentinelNotice.NoneWithinReach _,
                    SentinelNotice.WithinReachAgain _,
                    SentinelNotice.EpochsStartedOver _,
                    SentinelNotice.Fenced _,
                    SentinelNotice.Confirmed _,
                    SentinelNotice.Continued _,
                    SentinelNotice.Unfenced _,
                    SentinelNotice.Strangers _,
                    SentinelNotice.QuorumsDiffer _,
                    SentinelNotice.Twins _ ->
                    Optional.empty();
        };
    }

    private Optional<TopologyEvent> heard(SentinelNotice.Heard heard) {
        HostPort by = heard.node();
        return switch (heard.hint().channel()) {
            case "+sdown" -> Optional.of(new TopologyEvent.Suspected(by));
            case "+odown" -> Optional.of(new TopologyEvent.AgreedDown(by));
            case "+elected-leader" -> Optional.of(new TopologyEvent.Elected(by));
            case "+switch-master" ->
                    heard.hint()
                            .switched()
                            .map(to ->
                                    new TopologyEvent.Announced(
                                            by,
                                            addresses.reachable(to.from()),
                                            addresses.reachable(to.to())));
            default -> Optional.empty();
        };
    }
}
