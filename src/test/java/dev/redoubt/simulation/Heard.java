package dev.redoubt.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What the Sentinels published after a fault, a list for each.
///
/// @param sentinels in the order of the Sentinels
record Heard(List<List<Event>> sentinels) {
    /// @param afterMillis since the fault
    record Event(String channel, long afterMillis) {}

    static Heard nothing(int sentinels) {
        List<List<Event>> lists = new ArrayList<>();
        for (int i = 0; i < sentinels; i++) {
            lists.add(new ArrayList<>());
        }
        return new Heard(lists);
    }

    /// Each Sentinel's channels in order; the Sentinels themselves in no order.
    List<String> shapes() {
        return sentinels.stream()
                .map(one -> one.stream().map(Event::channel).collect(Collectors.joining(" ")))
                .sorted()
                .toList();
    }

    /// When the first Sentinel published this, or -1.
    long firstMillis(String channel) {
        return sentinels.stream()
                .flatMap(List::stream)
                .filter(event -> event.channel().equals(channel))
                .mapToLong(Event::afterMillis)
                .min()
                .orElse(-1);
    }
}
