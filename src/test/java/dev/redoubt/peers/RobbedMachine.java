package dev.redoubt.peers;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Says whether a test that failed may be run again, as the build does once: only where the host
/// took a processor away from this machine for a while during it. A test with real processes in it
/// has deadlines, and so have they; one that fails while the machine is there has failed.
public final class RobbedMachine implements BeforeEachCallback, TestWatcher {
    /// Less than any deadline here, and more than a shared machine does all the time.
    private static final Duration HARM = Duration.ofMillis(100);

    private static final Duration STRETCH = Duration.ofMillis(250);
    private static final StolenTime STOLEN = StolenTime.watch();

    /// By the tests' ids. Of the process: another of this class watches what is run again.
    private static final Map<String, String> FAILED = new ConcurrentHashMap<>();

    private final Map<String, Instant> begins = new ConcurrentHashMap<>();
    private final Map<String, String> failed;
    private final StolenTime stolen;

    /// One that looks at this machine.
    public RobbedMachine() {
        this(STOLEN, FAILED);
    }

    RobbedMachine(StolenTime stolen, Map<String, String> failed) {
        this.stolen = stolen;
        this.failed = failed;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        before(context.getUniqueId(), Instant.now());
    }

    @Override
    public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
        failed(context.getUniqueId(), context.getDisplayName(), String.valueOf(cause));
    }

    void before(String id, Instant now) {
        String cause = failed.get(id);
        if (cause != null) {
            throw new AssertionError("failed before, on a machine that was there: " + cause);
        }
        begins.put(id, now);
    }

    void failed(String id, String name, String cause) {
        Instant began = begins.remove(id);
        Duration most = began == null ? Duration.ZERO : stolen.most(began, STRETCH);
        if (most.compareTo(HARM) < 0) {
            failed.put(id, cause);
        } else {
            System.err.printf(
                    "%s failed while the host took %d ms of a processor away within %d ms:"
                            + " may be run again%n",
                    name, most.toMillis(), STRETCH.toMillis());
        }
    }
}
