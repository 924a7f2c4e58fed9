package dev.redoubt.config;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/// One service: where clients connect, what they must show, and what stands behind.
///
/// @param password what clients AUTH with; null lets them in without
/// @param allow source networks; empty allows all
/// @param idleTimeout zero means never
public record PoolConfig(
        String name,
        ListenConfig listen,
        @Nullable Secret password,
        List<SourceNetwork> allow,
        int maxClients,
        Duration idleTimeout,
        BackendConfig backend,
        FailoverConfig failover,
        LimitsConfig limits) {}
