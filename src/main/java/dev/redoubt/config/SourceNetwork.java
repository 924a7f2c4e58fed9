package dev.redoubt.config;

import java.net.InetAddress;

/// A network in CIDR notation; a bare address has its full prefix.
public record SourceNetwork(InetAddress address, int prefixBits) {}
