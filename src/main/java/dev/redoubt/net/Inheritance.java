package dev.redoubt.net;

import dev.redoubt.config.ListenAddress;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Listening sockets that another process of this node has bound: listeners of these addresses use
/// them, so that whoever has connected there and waits is not turned away. For the thread that
/// starts the node.
public final class Inheritance {
    private final SequencedMap<String, List<Integer>> descriptors;

    /// @param descriptors of each address, as [ListenAddress] prints
    public Inheritance(Map<String, List<Integer>> descriptors) {
        this.descriptors = new LinkedHashMap<>(descriptors);
    }

    /// A node that binds its own.
    public static Inheritance none() {
        return new Inheritance(Map.of());
    }

    /// Those of one address, which belong to the caller from now on; empty for none.
    List<Integer> take(ListenAddress address) {
        List<Integer> taken = descriptors.remove(address.toString());
        return taken == null ? List.of() : taken;
    }

    /// Those that nobody took, which belong to the caller from now on.
    public List<Integer> rest() {
        List<Integer> rest = descriptors.values().stream().flatMap(List::stream).toList();
        descriptors.clear();
        return rest;
    }
}
