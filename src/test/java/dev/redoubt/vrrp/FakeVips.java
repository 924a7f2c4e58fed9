package dev.redoubt.vrrp;

import dev.redoubt.config.AcceptMode;
import dev.redoubt.config.NeighboursConfig;
import dev.redoubt.config.TrackConfig;
import dev.redoubt.config.VipAddress;
import dev.redoubt.config.VipConfig;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// Entries of a file, version 3 with 100 ms, router 51.
final class FakeVips {
    private FakeVips() {}

    static VipConfig vip(String name, int priority, TrackConfig track) {
        return vip(name, priority, track, null, "192.168.0.1");
    }

    /// One script is tracked.
    ///
    /// @param weight empty: it counts as a fault
    static TrackConfig track(
            Path program, Duration interval, Duration timeout, OptionalInt weight) {
        TrackConfig.Script script =
                new TrackConfig.Script(
                        List.of(program.toString()),
                        interval,
                        timeout,
                        new TrackConfig.Turns(1, 1),
                        weight);
        return new TrackConfig(List.of(), List.of(), List.of(script));
    }

    static VipConfig vip(
            String name,
            int priority,
            TrackConfig track,
            @Nullable String notifyScript,
            String... addresses) {
        return vip(name, priority, Duration.ofMillis(100), track, notifyScript, addresses);
    }

    /// The same with adverts as often as this.
    static VipConfig vip(
            String name,
            int priority,
            Duration interval,
            TrackConfig track,
            @Nullable String notifyScript,
            String... addresses) {
        return new VipConfig(
                name,
                Stream.of(addresses)
                        .map(each -> new VipAddress(InetAddress.ofLiteral(each), 24, "eth0"))
                        .toList(),
                "eth0",
                Optional.empty(),
                51,
                priority,
                List.of(),
                OptionalInt.empty(),
                3,
                null,
                interval,
                NeighboursConfig.USUAL,
                AcceptMode.TAKEN,
                Optional.of(Duration.ZERO),
                null,
                track,
                notifyScript,
                null);
    }

    /// The same in a group, and with a named pipe.
    static VipConfig grouped(VipConfig like, @Nullable String group, @Nullable String fifo) {
        return copy(like, like.peers(), like.minTtl(), group, fifo);
    }

    /// The same in unicast.
    static VipConfig withPeers(VipConfig like, List<InetAddress> peers, OptionalInt minTtl) {
        return copy(like, peers, minTtl, like.group(), like.notifyFifo());
    }

    private static VipConfig copy(
            VipConfig like,
            List<InetAddress> peers,
            OptionalInt minTtl,
            @Nullable String group,
            @Nullable String fifo) {
        return new VipConfig(
                like.name(),
                like.addresses(),
                like.interfaceName(),
                like.source(),
                like.routerId(),
                like.priority(),
                peers,
                minTtl,
                like.version(),
                like.password(),
                like.advertInterval(),
                like.neighbours(),
                like.acceptMode(),
                like.preemptAfter(),
                group,
                like.track(),
                like.notifyScript(),
                fifo);
    }

    /// The same with these instead.
    static VipConfig withAddresses(VipConfig vip, List<VipAddress> addresses) {
        return new VipConfig(
                vip.name(),
                addresses,
                vip.interfaceName(),
                vip.source(),
                vip.routerId(),
                vip.priority(),
                vip.peers(),
                vip.minTtl(),
                vip.version(),
                vip.password(),
                vip.advertInterval(),
                vip.neighbours(),
                vip.acceptMode(),
                vip.preemptAfter(),
                vip.group(),
                vip.track(),
                vip.notifyScript(),
                vip.notifyFifo());
    }
}
