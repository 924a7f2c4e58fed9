package dev.redoubt.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.Objects;
import java.util.concurrent.Callable;

/// A command that tells a node what part to take with its virtual addresses.
abstract class VipPart implements Callable<Integer> {
    private final String order;

    @Spec private @Nullable CommandSpec spec;

    @Mixin private AdminCall admin = new AdminCall();

    @Parameters(
            paramLabel = "VIP",
            arity = "0..1",
            description = "Its name in the node's file (default: all of them).")
    private @Nullable String vip;

    /// @param order the last part of the path on the admin address
    VipPart(String order) {
        this.order = order;
    }

    @Override
    public final Integer call() throws InterruptedException {
        var line = Objects.requireNonNull(spec).commandLine();
        String path = AdminCall.vipPath(vip, order);
        return admin.order(path, line.getOut(), line.getErr());
    }
}
