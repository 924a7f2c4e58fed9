package dev.redoubt.admin;

import dev.redoubt.snapshot.NodeView;
import dev.redoubt.snapshot.PoolSnapshot;
import dev.redoubt.snapshot.VipSnapshot;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The pools and how far their clients share links: for programs, and a line each for people.
final class Status {
    private final Supplier<List<PoolSnapshot>> pools;
    private final Supplier<List<VipSnapshot>> vips;

    Status(NodeView node) {
        pools = node::pools;
        vips = node::vips;
    }

    /// What [Health] says of each pool, and more.
    Page page() {
        List<PoolSnapshot> now = pools.get();
        Map<String, Json> members = new LinkedHashMap<>();
        members.put("healthy", new Json.Truth(Health.isGood(now)));
        members.put("version", new Json.Text(Build.version()));
        members.put("pools", new Json.Items(now.stream().map(Status::described).toList()));
        members.put("vips", new Json.Items(vips.get().stream().map(Status::described).toList()));
        return Page.json(200, new Json.Members(members));
    }

    private static Json described(VipSnapshot vip) {
        Map<String, Json> refused = new LinkedHashMap<>();
        vip.refused().entrySet().stream()
                .filter(each -> each.getValue() > 0)
                .sorted(Map.Entry.comparingByKey())
                .forEach(each -> refused.put(each.getKey(), new Json.Whole(each.getValue())));
        Map<String, Json> members = new LinkedHashMap<>();
        members.put("name", new Json.Text(vip.name()));
        members.put("addresses", texts(vip.addresses()));
        members.put("state", new Json.Text(vip.state()));
        members.put("priority", new Json.Whole(vip.priority()));
        members.put("faults", texts(vip.faults()));
        members.put("left", new Json.Truth(vip.stance() == VipSnapshot.Stance.LEFT));
        members.put("sent", new Json.Whole(vip.adverts().sent()));
        members.put("heard", new Json.Whole(vip.adverts().heard()));
        members.put("refused", new Json.Members(refused));
        return new Json.Members(members);
    }

    private static Json texts(List<String> lines) {
        return new Json.Items(lines.stream().map(Json.Text::of).toList());
    }

    private static Json described(PoolSnapshot pool) {
        Map<String, Json> members = Health.members(pool);
        members.put("sharing", Shares.described(pool));
        pool.durability()
                .ifPresent(promised -> members.put("durability", Promises.described(promised)));
        return new Json.Members(members);
    }

    Page lines() {
        StringBuilder lines = new StringBuilder("Redoubt " + Build.version() + "\n");
        for (PoolSnapshot pool : pools.get()) {
            lines.append(pool.name()).append(": ").append(standing(pool));
            if (Health.reason(pool).isEmpty()) {
                pool.pausing()
                        .pausedUntil()
                        .ifPresent(end ->
                                lines.append("; writes wait: paused by an operator until ")
                                        .append(end));
            }
            lines.append("; ").append(Shares.words(pool));
            pool.durability()
                    .ifPresent(promised -> lines.append("; ").append(Promises.words(promised)));
            lines.append('\n');
        }
        for (VipSnapshot vip : vips.get()) {
            lines.append(vip.name()).append(": ").append(vip.state());
            lines.append(" with priority ").append(vip.priority()).append(", ");
            lines.append(String.join(", ", vip.addresses()));
            if (vip.stance() == VipSnapshot.Stance.LEFT) {
                lines.append("; left to others by an operator");
            }
            vip.faults().forEach(fault -> lines.append("; ").append(fault));
            lines.append('\n');
        }
        return Page.text(200, lines.toString());
    }

    private static String standing(PoolSnapshot pool) {
        String reason = Health.reason(pool);
        if (reason.isEmpty()) {
            return pool.primary().map(primary -> "serves from " + primary).orElseThrow();
        }
        return pool.primary().isEmpty() ? "commands wait: " + reason : reason;
    }
}
