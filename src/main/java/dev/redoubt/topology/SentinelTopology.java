package dev.redoubt.topology;

import dev.redoubt.config.HostPort;
import dev.redoubt.config.SourceConfig;
import dev.redoubt.sentinel.SentinelListener;
import dev.redoubt.sentinel.SentinelNotice;
import dev.redoubt.sentinel.SentinelView;
import dev.redoubt.sentinel.SentinelWatches;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// The primary that the Sentinels agree on, at the address where it is reachable from here. Owned
/// by the control loop.
final class SentinelTopology implements TopologySource {
    private final SourceConfig.Sentinel source;
    private final Map<HostPort, HostPort> addresses;
    private final SentinelWatches watches;
    private final TopologyGenerations generations = new TopologyGenerations();
    private SentinelWatches.@Nullable Membership membership;

    /// @param addresses as announced: as reachable; an address that is not in it is used as it is
    SentinelTopology(
            SourceConfig.Sentinel source,
            Map<HostPort, HostPort> addresses,
            SentinelWatches watches) {
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
                view.primary().map(announced -> addresses.getOrDefault(announced, announced)),
                view.epoch(),
                view.downAfter(),
                view.reason());
    }

    private static Optional<TopologyEvent> event(SentinelNotice notice) {
        return switch (notice) {
            case SentinelNotice.Heard heard -> heard(heard);
            case SentinelNotice.Moved(var from, var to, long epoch) ->
                    Optional.of(new TopologyEvent.Moved(from, to, epoch));
            case SentinelNotice.Withdrawn(HostPort from, String reason) ->
                    Optional.of(new TopologyEvent.Lost(from, reason));
            case SentinelNotice.NodeTrouble _,
                    SentinelNotice.NodeBack _,
                    SentinelNotice.NoneWithinReach _,
                    SentinelNotice.WithinReachAgain _,
                    SentinelNotice.EpochsStartedOver _ ->
                    Optional.empty();
        };
    }

    private static Optional<TopologyEvent> heard(SentinelNotice.Heard heard) {
        HostPort by = heard.node();
        return switch (heard.hint().channel()) {
            case "+sdown" -> Optional.of(new TopologyEvent.Suspected(by));
            case "+odown" -> Optional.of(new TopologyEvent.AgreedDown(by));
            case "+elected-leader" -> Optional.of(new TopologyEvent.Elected(by));
            case "+switch-master" ->
                    heard.hint()
                            .switched()
                            .map(to -> new TopologyEvent.Announced(by, to.from(), to.to()));
            default -> Optional.empty();
        };
    }
}
