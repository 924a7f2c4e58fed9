package dev.redoubt.config;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Addresses that move together between nodes, and how this node takes part (VRRP).
///
/// @param interfaceName where adverts are sent and heard
/// @param source of the adverts; empty for the interface's first of the family
/// @param routerId VRID, 1 to 255
/// @param priority 1 to 254; 255 for the owner of the addresses
/// @param peers unicast; empty for multicast
/// @param minTtl TTL or hop limit that their adverts must arrive with; empty: as is usual for each
/// @param version 2 or 3
/// @param password version 2 only; null for none
/// @param neighbours what they learn of the addresses
/// @param acceptMode what becomes of packets to the addresses
/// @param preemptAfter how long a node with less priority is let alone; empty: for ever
/// @param group the name that it shares with others that move along; null for none
/// @param notifyScript told of each change; null for none
/// @param notifyFifo a named pipe that gets a line for each change; null for none
public record VipConfig(
        String name,
        List<VipAddress> addresses,
        String interfaceName,
        Optional<InetAddress> source,
        int routerId,
        int priority,
        List<InetAddress> peers,
        OptionalInt minTtl,
        int version,
        @Nullable Secret password,
        Duration advertInterval,
        NeighboursConfig neighbours,
        AcceptMode acceptMode,
        Optional<Duration> preemptAfter,
        @Nullable String group,
        TrackConfig track,
        @Nullable String notifyScript,
        @Nullable String notifyFifo) {}
