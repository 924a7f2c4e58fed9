package dev.redoubt.peer;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// Who was heard of lately: a node that is silent for [#EXPIRY] is gone, and nobody waits for it.
/// Owned by one thread.
public final class Presence {
    /// Three messages that did not come.
    public static final Duration EXPIRY = Duration.ofSeconds(3);

    /// Anybody may make up names.
    private static final int MOST = 1000;

    private final SequencedMap<PeerName, Long> heardNanos = new LinkedHashMap<>();

    /// A message came from there.
    public void heard(PeerName peer, long nowNanos) {
        heardNanos.putLast(peer, nowNanos);
        if (heardNanos.size() > MOST) {
            heardNanos.pollFirstEntry();
        }
    }

    /// Who is there.
    public List<PeerName> at(long nowNanos) {
        heardNanos.values().removeIf(heard -> nowNanos - heard > EXPIRY.toNanos());
        return List.copyOf(heardNanos.keySet());
    }

    /// Another primary, other peers.
    public void clear() {
        heardNanos.clear();
    }
}
