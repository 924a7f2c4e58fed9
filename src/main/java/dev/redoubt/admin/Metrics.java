package dev.redoubt.admin;

import dev.redoubt.snapshot.NodeView;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.locks.ReentrantLock;

/// Everything in Prometheus' text format. The registry is made at the first scrape: a start shall
/// not pay for it. One scrape at a time, so that all values of one are of one moment, and many
/// scrapers take one core at most.
final class Metrics implements AutoCloseable {
    private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final NodeView node;
    private final ReentrantLock scraping = new ReentrantLock();
    private @Nullable Registry registry;

    /// What exists from the first scrape on.
    private record Registry(
            PrometheusMeterRegistry meters, PoolMeters pools, VipMeters vips, JvmGcMetrics pauses) {
        static Registry create(NodeView node) {
            PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            Gauge.builder("redoubt.build.info", () -> 1)
                    .description("The running version; always 1")
                    .tag("version", Build.version())
                    .tag("java", Runtime.version().toString())
                    .register(meters);
            FunctionCounter.builder("redoubt.faults", node, NodeView::faults)
                    .description("Faults of Redoubt itself, kept from other clients")
                    .register(meters);
            new JvmMemoryMetrics().bindTo(meters);
            new JvmThreadMetrics().bindTo(meters);
            new ProcessorMetrics().bindTo(meters);
            new UptimeMetrics().bindTo(meters);
            new FileDescriptorMetrics().bindTo(meters);
            JvmGcMetrics pauses = new JvmGcMetrics();
            pauses.bindTo(meters);
            return new Registry(meters, new PoolMeters(meters), new VipMeters(meters), pauses);
        }
    }

    Metrics(NodeView node) {
        this.node = node;
    }

    Page page() {
        scraping.lock();
        try {
            if (registry == null) {
                registry = Registry.create(node);
            }
            registry.pools().update(node.pools());
            registry.vips().update(node);
            return new Page(200, TYPE, registry.meters().scrape());
        } finally {
            scraping.unlock();
        }
    }

    /// Ends the listening to garbage collections.
    @Override
    public void close() {
        scraping.lock();
        try {
            if (registry != null) {
                registry.pauses().close();
                registry.meters().close();
                registry = null;
            }
        } finally {
            scraping.unlock();
        }
    }
}
