package dev.redoubt.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.snapshot.VipSnapshot;
import dev.redoubt.vrrp.FailingVips;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;

/// Virtual addresses alone, and their thread ends by a fault.
@Timeout(60)
class VipRunTest {
    @Test
    void theProcessEndsWithItsReason() throws Exception {
        FailingVips failing = new FailingVips();
        NodeVips vips = new NodeVips(failing.driver(), List.of("front"));
        Shutdown shutdown = Shutdown.install(Duration.ofSeconds(10));
        shutdown.add(vips::close);
        VipRun run = new VipRun(vips, shutdown);
        failing.fail("no such thing");
        StringWriter err = new StringWriter();
        assertEquals(1, run.await(new PrintWriter(err, true)));
        shutdown.end();
        assertTrue(err.toString().contains("no such thing"), err::toString);
        assertTrue(failing.gaveUp());
        VipSnapshot front = vips.snapshots().getFirst();
        assertEquals("FAULT", front.state());
        assertTrue(front.faults().getFirst().contains("no such thing"), front::toString);
    }

    @Test
    void toldToStopItSucceeds() throws Exception {
        FailingVips failing = new FailingVips();
        NodeVips vips = new NodeVips(failing.driver(), List.of("front"));
        Shutdown shutdown = Shutdown.install(Duration.ofSeconds(10));
        shutdown.add(vips::close);
        VipRun run = new VipRun(vips, shutdown);
        shutdown.request();
        StringWriter err = new StringWriter();
        assertEquals(0, run.await(new PrintWriter(err, true)));
        shutdown.end();
        assertTrue(failing.gaveUp());
        assertEquals("", err.toString());
    }
}
