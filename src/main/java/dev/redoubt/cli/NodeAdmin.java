package dev.redoubt.cli;

import dev.redoubt.config.AdminConfig;

import java.io.IOException;

/// Starts a node's admin server, after its pools serve.
final class NodeAdmin {
    private NodeAdmin() {}

    static void start(AdminConfig config, Node node, Shutdown shutdown) throws IOException {
        if (node.snapshots().isEmpty()) {
            throw new IOException("admin.listen: " + config.listen());
        }
        shutdown.add(() -> {});
    }
}
