package dev.redoubt.admin;

import dev.redoubt.snapshot.PoolSnapshot;
import dev.redoubt.snapshot.PrivateNeed;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/// How far the clients of a pool share links: for people and for programs. Needs that nobody has
/// are left out.
final class Shares {
    private Shares() {}

    /// Such as `1000 clients: 998 shared on 2 links, 2 private (1 multi, 1 subscribe)`.
    static String words(PoolSnapshot pool) {
        StringBuilder words = new StringBuilder();
        words.append(pool.clients() == 1 ? "1 client" : pool.clients() + " clients");
        words.append(": ").append(pool.sharedSessions()).append(" shared on ");
        words.append(pool.sharedLinks() == 1 ? "1 link" : pool.sharedLinks() + " links");
        words.append(", ").append(pool.sharing().privateSessions()).append(" private");
        String needs =
                present(each -> pool.sharing().sessions(each)).entrySet().stream()
                        .map(each -> each.getValue() + " " + each.getKey().key())
                        .collect(Collectors.joining(", "));
        return needs.isEmpty() ? words.toString() : words + " (" + needs + ")";
    }

    /// The same with the moves to private links so far.
    static Json described(PoolSnapshot pool) {
        Map<String, Json> members = new LinkedHashMap<>();
        members.put("shared", new Json.Whole(pool.sharedSessions()));
        members.put("private", new Json.Whole(pool.sharing().privateSessions()));
        members.put("private_by_reason", counts(each -> pool.sharing().sessions(each)));
        members.put("shared_links", new Json.Whole(pool.sharedLinks()));
        members.put("private_links", new Json.Whole(pool.privateLinks()));
        members.put("private_turns", new Json.Whole(pool.sharing().privateTurns()));
        members.put("private_turns_by_reason", counts(each -> pool.sharing().turns(each)));
        return new Json.Members(members);
    }

    private static Json counts(ToLongFunction<PrivateNeed> count) {
        Map<String, Json> counts = new LinkedHashMap<>();
        present(count).forEach((need, each) -> counts.put(need.key(), new Json.Whole(each)));
        return new Json.Members(counts);
    }

    private static Map<PrivateNeed, Long> present(ToLongFunction<PrivateNeed> count) {
        Map<PrivateNeed, Long> present = new EnumMap<>(PrivateNeed.class);
        for (PrivateNeed need : PrivateNeed.values()) {
            long value = count.applyAsLong(need);
            if (value > 0) {
                present.put(need, value);
            }
        }
        return present;
    }
}
