package dev.redoubt.cli;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// A run of virtual addresses alone, until it is told to stop. One that has ended by a fault is
/// worth nothing: the process ends, too, so that whoever watches it starts it again. The calling
/// thread's.
final class VipRun {
    private static final Logger LOG = LoggerFactory.getLogger(VipRun.class);

    private final Shutdown shutdown;
    private final AtomicReference<Optional<String>> failure =
            new AtomicReference<>(Optional.empty());

    VipRun(NodeVips vips, Shutdown shutdown) {
        this.shutdown = shutdown;
        vips.whenFailed(this::fail);
    }

    private void fail(String reason) {
        failure.set(Optional.of(reason));
        shutdown.request();
    }

    /// Waits for the end.
    ///
    /// @return the exit status
    int await(PrintWriter err) throws InterruptedException {
        shutdown.await();
        Optional<String> reason = failure.get();
        if (reason.isPresent()) {
            err.println(reason.get());
            return 1;
        }
        LOG.info("told to stop");
        return 0;
    }
}
