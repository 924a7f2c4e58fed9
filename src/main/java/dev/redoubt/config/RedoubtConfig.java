package dev.redoubt.config;

import java.util.List;
import java.util.OptionalInt;

/// The whole file. `workers` is empty for `auto`; pools and virtual addresses keep the file's order
/// and have distinct names; there is one of either at least.
public record RedoubtConfig(
        OptionalInt workers,
        TransportChoice transport,
        List<PoolConfig> pools,
        List<VipConfig> vips,
        AdminConfig admin,
        LogConfig log) {}
