package dev.redoubt.config;

import java.util.List;
import java.util.OptionalInt;

/// The whole file. `workers` is empty for `auto`; pools keep the file's order and have distinct
/// names.
public record RedoubtConfig(
        OptionalInt workers,
        TransportChoice transport,
        List<PoolConfig> pools,
        AdminConfig admin,
        LogConfig log) {}
