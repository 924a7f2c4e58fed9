package dev.redoubt.cli;

import dev.redoubt.admin.AdminServer;
import dev.redoubt.config.AdminConfig;
import dev.redoubt.operate.Desk;
import dev.redoubt.snapshot.NodeView;

import java.io.IOException;

/// Starts a node's admin server, after its pools serve.
final class NodeAdmin {
    private NodeAdmin() {}

    static <N extends NodeView & Desk> void start(AdminConfig config, N node, Shutdown shutdown)
            throws IOException {
        AdminServer admin = AdminServer.start(config, node, node);
        shutdown.add(admin::close);
    }
}
