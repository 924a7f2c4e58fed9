package dev.redoubt.backend;

import dev.redoubt.topology.Topology;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/// What last went wrong with the links to the primary in use, in words for the error that held
/// commands get. Belongs to one loop.
final class Failings {
    private final Map<Identity, String> refusals = new HashMap<>();
    private String own = "";
    private String others = "";

    /// Another primary, or none: what went wrong with the last one is history.
    void forget() {
        own = "";
        others = "";
        refusals.clear();
    }

    /// No link of the pool's own can be had.
    void own(String text) {
        own = text;
    }

    /// A link of another identity, or a private one, cannot be had.
    void others(String text) {
        others = text;
    }

    /// The server refuses this identity.
    void refused(Identity identity, String text) {
        refusals.put(identity, text);
    }

    /// The server's words for refusing this identity, once.
    @Nullable String takeRefusal(Identity identity) {
        return refusals.remove(identity);
    }

    /// Why commands wait while links of the pool's own are open.
    String whileServing(Topology topology) {
        return reason(topology, others);
    }

    /// Why commands wait while none is.
    String whileNot(Topology topology) {
        return reason(topology, own);
    }

    private static String reason(Topology topology, String failure) {
        return topology.primary()
                .map(server ->
                        failure.isEmpty() ? "connecting to " + server : server + ": " + failure)
                .orElse(topology.reason());
    }
}
