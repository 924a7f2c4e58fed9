package dev.redoubt.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

/// A command that orders a node to do something with one of its pools.
abstract class PoolOrder implements Callable<Integer> {
    private final String order;

    @Spec private @Nullable CommandSpec spec;

    @Mixin private AdminCall admin = new AdminCall();

    @Parameters(paramLabel = "POOL", description = "Its name in the node's file.")
    private String pool = "";

    /// @param order the last part of the path on the admin address
    PoolOrder(String order) {
        this.order = order;
    }

    @Override
    public final Integer call() throws InterruptedException {
        var line = Objects.requireNonNull(spec).commandLine();
        List<String> wishes = wishes();
        String query = wishes.isEmpty() ? "" : "?" + String.join("&", wishes);
        return admin.order(AdminCall.path(pool, order) + query, line.getOut(), line.getErr());
    }

    /// What stands behind the question mark.
    List<String> wishes() {
        return List.of();
    }
}
