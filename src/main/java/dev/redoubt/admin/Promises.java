package dev.redoubt.admin;

import dev.redoubt.snapshot.DurabilityFigures;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/// What a pool promises of its writes and what came of it: for people and for programs.
final class Promises {
    private Promises() {}

    /// Such as `writes need 2 replicas (1 in step): 12 in 3 batches, 1 not acknowledged`.
    static String words(DurabilityFigures promised) {
        StringBuilder words = new StringBuilder("writes need ");
        words.append(
                promised.wanted().isPresent()
                        ? Integer.toString(promised.wanted().getAsInt())
                        : "an unknown number of");
        words.append(" replicas");
        promised.inStep()
                .ifPresent(number -> words.append(" (").append(number).append(" in step)"));
        words.append(": ").append(promised.writes()).append(" in ").append(promised.batches());
        words.append(" batches, ").append(promised.uncommitted()).append(" not acknowledged");
        return words.toString();
    }

    static Json described(DurabilityFigures promised) {
        Map<String, Json> members = new LinkedHashMap<>();
        members.put("wanted", number(promised.wanted()));
        members.put("in_step", number(promised.inStep()));
        members.put("batches", new Json.Whole(promised.batches()));
        members.put("writes", new Json.Whole(promised.writes()));
        members.put("uncommitted", new Json.Whole(promised.uncommitted()));
        return new Json.Members(members);
    }

    private static Json number(OptionalInt number) {
        return number.isPresent() ? new Json.Whole(number.getAsInt()) : new Json.Nothing();
    }
}
