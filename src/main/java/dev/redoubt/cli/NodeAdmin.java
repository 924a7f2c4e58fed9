package dev.redoubt.cli;

import dev.redoubt.admin.AdminServer;
import dev.redoubt.config.AdminConfig;

import java.io.IOException;

/// Starts a node's admin server, after its pools serve.
final class NodeAdmin {
    private NodeAdmin() {}

    static void start(AdminConfig config, Node node, Shutdown shutdown) throws IOException {
        AdminServer admin = AdminServer.start(config, node, node);
        shutdown.add(admin::close);
    }
}
