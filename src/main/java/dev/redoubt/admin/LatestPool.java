package dev.redoubt.admin;

import dev.redoubt.snapshot.PoolSnapshot;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/// The last snapshot of one pool, and the meters that read it.
final class LatestPool {
    private static final String PREFIX = "redoubt.pool.";

    private final MeterRegistry registry;
    private final List<Meter> meters = new ArrayList<>();
    private PoolSnapshot snapshot;

    LatestPool(MeterRegistry registry, PoolSnapshot snapshot) {
        this.registry = registry;
        this.snapshot = snapshot;
    }

    void update(PoolSnapshot now) {
        snapshot = now;
    }

    /// The pool is gone.
    void remove() {
        meters.forEach(registry::remove);
    }

    void gauge(Tags tags, String name, String description, ToLongFunction<PoolSnapshot> value) {
        meters.add(
                Gauge.builder(PREFIX + name, this, latest -> value.applyAsLong(latest.snapshot))
                        .description(description)
                        .tags(tags)
                        .register(registry));
    }

    void seconds(
            Tags tags, String name, String description, Function<PoolSnapshot, Duration> value) {
        meters.add(
                Gauge.builder(
                                PREFIX + name,
                                this,
                                latest -> value.apply(latest.snapshot).toNanos() / 1e9)
                        .baseUnit("seconds")
                        .description(description)
                        .tags(tags)
                        .register(registry));
    }

    void counter(Tags tags, String name, String description, ToLongFunction<PoolSnapshot> value) {
        meters.add(
                FunctionCounter.builder(
                                PREFIX + name, this, latest -> value.applyAsLong(latest.snapshot))
                        .description(description)
                        .tags(tags)
                        .register(registry));
    }
}
