package dev.redoubt.sentinel;

import dev.redoubt.config.HostPort;
import dev.redoubt.net.ControlTarget;
import dev.redoubt.net.Credentials;
import dev.redoubt.net.Ending;
import dev.redoubt.net.Transport;

import io.netty.channel.EventLoop;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// Runs one [SentinelMachine]: owns its state, the connections to all nodes and the one timer.
/// Lives on the control loop.
final class SentinelDriver {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final SentinelConfig config;
    private final EventLoop loop;
    private final SentinelListener listener;
    private final List<SentinelLink> links = new ArrayList<>();
    private final SleepWatch sleepWatch = new SleepWatch();
    private SentinelState state;
    private @Nullable Future<?> wake;
    private boolean closed;

    SentinelDriver(
            SentinelConfig config,
            Optional<Credentials> credentials,
            EventLoop loop,
            Transport transport,
            SentinelListener listener) {
        this.config = config;
        this.loop = loop;
        this.listener = listener;
        this.state = SentinelMachine.initial(config, System.nanoTime());
        for (int i = 0; i < config.nodes().size(); i++) {
            HostPort node = config.nodes().get(i);
            links.add(
                    new SentinelLink(
                            loop,
                            transport,
                            new ControlTarget(node, credentials, TIMEOUT, TIMEOUT),
                            config.master(),
                            new Node(i, node)));
        }
    }

    void start() {
        apply(new SentinelEvent.Started());
    }

    /// Acts later: the caller may be a listener that this driver is just calling.
    void suspect() {
        loop.execute(() -> apply(new SentinelEvent.Suspected()));
    }

    void close() {
        closed = true;
        if (wake != null) {
            wake.cancel(false);
        }
        links.forEach(SentinelLink::close);
    }

    private void apply(SentinelEvent event) {
        assert loop.inEventLoop();
        if (sleepWatch.slept()) {
            take(new SentinelEvent.Slept());
        }
        take(event);
    }

    private void take(SentinelEvent event) {
        if (closed) {
            return;
        }
        SentinelMachine.Step step = SentinelMachine.step(config, state, event, System.nanoTime());
        state = step.state();
        for (SentinelAction action : step.actions()) {
            if (!closed) {
                carryOut(action);
            }
        }
    }

    private void carryOut(SentinelAction action) {
        switch (action) {
            case SentinelAction.Connect(int node) -> links.get(node).connect();
            case SentinelAction.Ask(int node) -> links.get(node).ask();
            case SentinelAction.Publish(SentinelView view) -> listener.view(view);
            case SentinelAction.Tell(SentinelNotice notice) -> {
                SentinelLog.write(config.master(), notice);
                listener.notice(notice);
            }
            case SentinelAction.WakeIn(long nanos) -> wakeIn(nanos);
        }
    }

    private void wakeIn(long nanos) {
        if (wake != null) {
            wake.cancel(false);
        }
        wake = loop.schedule(() -> apply(new SentinelEvent.Woken()), nanos, TimeUnit.NANOSECONDS);
    }

    private final class Node implements SentinelLink.Listener {
        private final int index;
        private final HostPort address;

        Node(int index, HostPort address) {
            this.index = index;
            this.address = address;
        }

        @Override
        public void connected() {
            apply(new SentinelEvent.Connected(index));
        }

        @Override
        public void lost(Ending ending) {
            double jitter = ThreadLocalRandom.current().nextDouble();
            apply(new SentinelEvent.Lost(index, ending, jitter));
        }

        @Override
        public void answered(SentinelAnswer answer) {
            apply(new SentinelEvent.Answered(index, answer));
        }

        @Override
        public void message(String channel, String payload) {
            SentinelHint.of(config.master(), channel, payload)
                    .ifPresent(hint -> apply(new SentinelEvent.Hinted(index, hint)));
        }

        @Override
        public void subscriptionRefused(String error) {
            SentinelLog.subscriptionRefused(config.master(), address.toString(), error);
        }
    }
}
