package dev.redoubt.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Fails a test class in which a buffer was collected without having been released. Every buffer is
/// tracked while the class runs. At the end it lets a buffer of its own leak: the detector has
/// looked when it reports that one.
public final class LeakCheck implements BeforeAllCallback, AfterAllCallback {
    static {
        // Where a buffer was taken and given back is enough; noting every read of a byte is slow.
        System.setProperty("io.netty.leakDetection.acquireAndReleaseOnly", "true");
    }

    private final Reports reports = new Reports();
    private ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();

    private static final class Reports extends AppenderBase<ILoggingEvent> {
        private final Queue<String> leaks = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            leaks.add(event.getFormattedMessage());
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        before = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        reports.start();
        logger().addAppender(reports);
        logger().setAdditive(false);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        // The detector reports a leak only once where it looks like an earlier one.
        String own = "own leak " + System.nanoTime();
        leak(own);
        RealRedis.await(
                "the report of a leak",
                () -> {
                    look();
                    return reports.leaks.stream().anyMatch(leak -> leak.contains(own));
                });
        look();
        logger().setAdditive(true);
        logger().detachAppender(reports);
        ResourceLeakDetector.setLevel(before);
        List<String> leaks = reports.leaks.stream().filter(leak -> !leak.contains(own)).toList();
        assertEquals(List.of(), leaks);
    }

    private static void leak(String hint) {
        ByteBuf lost = PooledByteBufAllocator.DEFAULT.directBuffer(1);
        lost.touch(hint);
    }

    /// The detector looks for collected buffers whenever one is allocated.
    private static void look() {
        System.gc();
        ByteBuf tracked = PooledByteBufAllocator.DEFAULT.directBuffer(1);
        tracked.release();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
    }
}
