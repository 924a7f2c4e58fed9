package dev.redoubt.vrrp;

import dev.redoubt.config.TrackConfig;

import java.util.List;
import java.util.Set;

/// A driver of the entry `front` whose host fails when the test wants it.
public final class FailingVips {
    private final FakeHost host = new FakeHost();
    private final VrrpDriver driver =
            VrrpDriver.start(List.of(FakeVips.vip("front", 100, TrackConfig.NONE)), host, Set::of);

    public VrrpDriver driver() {
        return driver;
    }

    /// From now on nothing works there.
    public void fail(String why) {
        host.fail(why);
    }

    /// Whether its addresses were given up, and nothing was done since.
    public boolean gaveUp() {
        return host.done().contains("IPv4 closed") && host.done().getLast().equals("host closed");
    }
}
