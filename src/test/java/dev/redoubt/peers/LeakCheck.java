package dev.redoubt.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

import java.util.List;

/// Fails a test class in which a buffer was collected without having been released. Every buffer is
/// tracked while the class runs.
public final class LeakCheck implements BeforeAllCallback, AfterAllCallback {
    private static final int COLLECTIONS = 3;

    static {
        // Where a buffer was taken and given back is enough; noting every read of a byte is slow.
        System.setProperty("io.netty.leakDetection.acquireAndReleaseOnly", "true");
    }

    private final ListAppender<ILoggingEvent> reports = new ListAppender<>();
    private ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();

    @Override
    public void beforeAll(ExtensionContext context) {
        before = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        reports.list.clear();
        reports.start();
        logger().addAppender(reports);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        // The detector looks for collected buffers whenever one is allocated.
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            ByteBuf tracked = PooledByteBufAllocator.DEFAULT.directBuffer(1);
            tracked.release();
        }
        logger().detachAppender(reports);
        ResourceLeakDetector.setLevel(before);
        assertEquals(
                List.of(), reports.list.stream().map(ILoggingEvent::getFormattedMessage).toList());
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
    }
}
