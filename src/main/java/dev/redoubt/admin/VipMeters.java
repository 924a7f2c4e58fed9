package dev.redoubt.admin;

import dev.redoubt.snapshot.NodeView;
import dev.redoubt.snapshot.VipSnapshot;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/// The meters of the virtual addresses. They read the snapshots of the last update; whoever scrapes
/// updates first, one at a time.
final class VipMeters {
    private static final String PREFIX = "redoubt.vip.";

    private final MeterRegistry registry;
    private final Map<String, VipSnapshot> latest = new ConcurrentHashMap<>();

    VipMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /// Takes the addresses as they are now.
    void update(NodeView node) {
        for (VipSnapshot vip : node.vips()) {
            if (latest.isEmpty()) {
                register(node);
            }
            if (latest.put(vip.name(), vip) == null) {
                register(vip);
            }
        }
    }

    private void register(NodeView node) {
        FunctionCounter.builder("redoubt.vrrp.notify.fifo.lost", node, NodeView::vipLinesLost)
                .description("Changes that nobody read from a notify_fifo")
                .register(registry);
        FunctionCounter.builder("redoubt.vrrp.stalls", node, each -> each.vipStalls().count())
                .description("Times that the thread of VRRP was more than 10 ms late")
                .register(registry);
        Gauge.builder(
                        "redoubt.vrrp.longest.stall",
                        node,
                        each -> seconds(each.vipStalls().longest()))
                .baseUnit("seconds")
                .description("The longest time that the thread of VRRP was late by")
                .register(registry);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private void register(VipSnapshot vip) {
        Tags tags = Tags.of("vip", vip.name());
        for (String state : vip.turns().keySet()) {
            Tags of = tags.and("state", state);
            gauge(
                    of,
                    "state",
                    "1 for the state that it is in",
                    each -> each.state().toLowerCase(Locale.ROOT).equals(state) ? 1 : 0);
            counter(
                    of,
                    "transitions",
                    "Times that it came into this state",
                    each -> each.turns().getOrDefault(state, 0L));
        }
        gauge(tags, "priority", "What this node counts for now", VipSnapshot::priority);
        gauge(
                tags,
                "left",
                "1 while an operator wants the addresses elsewhere",
                each -> each.stance() == VipSnapshot.Stance.LEFT ? 1 : 0);
        counter(tags, "adverts.sent", "Adverts sent", each -> each.adverts().sent());
        counter(
                tags,
                "adverts.heard",
                "Adverts of others that were heard",
                each -> each.adverts().heard());
        for (String reason : vip.refused().keySet()) {
            counter(
                    tags.and("reason", reason),
                    "adverts.refused",
                    "Packets that were not heard",
                    each -> each.refused().getOrDefault(reason, 0L));
        }
        counter(
                tags,
                "adverts.late",
                "Own adverts more than 30 % of the interval after their time",
                each -> each.adverts().late());
        registered(
                tags,
                "advert.longest.gap",
                "seconds",
                "The longest time between two own adverts while active",
                each -> seconds(each.adverts().longestGap()));
    }

    private void gauge(
            Tags tags, String name, String description, ToDoubleFunction<VipSnapshot> value) {
        registered(tags, name, "", description, value);
    }

    private void registered(
            Tags tags,
            String name,
            String unit,
            String description,
            ToDoubleFunction<VipSnapshot> value) {
        String vip = name(tags);
        Gauge.builder(PREFIX + name, latest, all -> now(all, vip, value))
                .baseUnit(unit.isEmpty() ? null : unit)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private void counter(
            Tags tags, String name, String description, ToDoubleFunction<VipSnapshot> value) {
        String vip = name(tags);
        FunctionCounter.builder(PREFIX + name, latest, all -> now(all, vip, value))
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private static String name(Tags tags) {
        return tags.stream()
                .filter(tag -> tag.getKey().equals("vip"))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    private static double now(
            Map<String, VipSnapshot> all, String vip, ToDoubleFunction<VipSnapshot> value) {
        VipSnapshot snapshot = all.get(vip);
        return snapshot == null ? 0 : value.applyAsDouble(snapshot);
    }
}
