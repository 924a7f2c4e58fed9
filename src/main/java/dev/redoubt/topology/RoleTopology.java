package dev.redoubt.topology;

import dev.redoubt.config.HostPort;
import dev.redoubt.net.ControlConnection;
import dev.redoubt.net.ControlListener;
import dev.redoubt.net.ControlTarget;
import dev.redoubt.net.Ending;
import dev.redoubt.net.Transport;
import dev.redoubt.resp.RespValue;

import io.netty.channel.EventLoop;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The server whose role is master, without Sentinel: the driver of a [RoleMachine]. Owns one
/// connection to each server and the one timer; owned by the control loop.
final class RoleTopology implements TopologySource {
    private static final Logger LOG = LoggerFactory.getLogger(RoleTopology.class);

    private final String pool;
    private final RoleConfig config;
    private final RolePatience patience;
    private final Addresses addresses;
    private final EventLoop loop;
    private final Transport transport;
    private final List<Probe> probes = new ArrayList<>();
    private final TopologyGenerations generations = new TopologyGenerations();
    private RoleState state;
    private Topology published = Topology.unknown("starting");
    private Consumer<Topology> changes = _ -> {};
    private Consumer<TopologyEvent> events = _ -> {};
    private @Nullable Future<?> wake;
    private boolean closed;

    RoleTopology(
            String pool,
            RoleConfig config,
            RolePatience patience,
            Addresses addresses,
            EventLoop loop,
            Transport transport) {
        this.pool = pool;
        this.config = config;
        this.patience = patience;
        this.addresses = addresses;
        this.loop = loop;
        this.transport = transport;
        this.state = RoleMachine.initial(config, System.nanoTime());
        for (int i = 0; i < config.servers().size(); i++) {
            probes.add(new Probe(i, config.servers().get(i)));
        }
    }

    @Override
    public void start(Consumer<Topology> changeListener, Consumer<TopologyEvent> eventListener) {
        changes = changeListener;
        events = eventListener;
        apply(new RoleEvent.Started());
    }

    /// Acts later: the caller may be a listener that is just being called.
    @Override
    public void suspect() {
        loop.execute(() -> apply(new RoleEvent.Suspected()));
    }

    @Override
    public void close() {
        closed = true;
        if (wake != null) {
            wake.cancel(false);
        }
        probes.forEach(Probe::close);
    }

    private void apply(RoleEvent event) {
        assert loop.inEventLoop();
        if (closed) {
            return;
        }
        RoleMachine.Step step = RoleMachine.step(config, state, event, System.nanoTime());
        state = step.state();
        for (RoleAction action : step.actions()) {
            if (!closed) {
                carryOut(action);
            }
        }
    }

    private void carryOut(RoleAction action) {
        switch (action) {
            case RoleAction.Connect(int server) -> probes.get(server).connect();
            case RoleAction.Ask(int server) -> probes.get(server).ask();
            case RoleAction.Publish(var primary, String reason) -> {
                published = generations.next(primary, 0, Optional.empty(), reason, Lease.UNLIMITED);
                changes.accept(published);
            }
            case RoleAction.PublishBusy() -> changes.accept(published.busy(System.nanoTime()));
            case RoleAction.TellTrouble(HostPort server, String words) ->
                    LOG.warn("{}: server {}: {}", pool, server, words);
            case RoleAction.TellBack(HostPort server) ->
                    LOG.info("{}: server {} answers again", pool, server);
            case RoleAction.TellRivals(String words) -> LOG.warn("{}: {}", pool, words);
            case RoleAction.Tell(TopologyEvent event) -> tell(event);
            case RoleAction.WakeIn(long nanos) -> wakeIn(nanos);
        }
    }

    private void tell(TopologyEvent event) {
        if (event instanceof TopologyEvent.Moved moved) {
            LOG.info("{}: primary is {}", pool, moved.to());
        } else if (event instanceof TopologyEvent.Lost lost) {
            LOG.warn("{}: not {} any more: {}", pool, lost.from(), lost.reason());
        }
        events.accept(event);
    }

    private void wakeIn(long nanos) {
        if (wake != null) {
            wake.cancel(false);
        }
        wake = loop.schedule(() -> apply(new RoleEvent.Woken()), nanos, TimeUnit.NANOSECONDS);
    }

    private final class Probe implements ControlListener {
        private final int index;
        private final HostPort server;
        private @Nullable ControlConnection connection;
        private boolean answered;

        Probe(int index, HostPort server) {
            this.index = index;
            this.server = server;
        }

        void connect() {
            ControlTarget target =
                    answered ? patience.withAcquaintance(server) : patience.withStranger(server);
            connection = ControlConnection.open(loop, transport, target, this);
        }

        void ask() {
            if (connection != null) {
                connection.send(this::answered, "ROLE");
            }
        }

        private void answered(RespValue reply) {
            if (!answered && connection != null) {
                connection.allow(patience.answer());
            }
            answered = true;
            apply(new RoleEvent.Answered(index, RoleClaim.of(reply, addresses)));
        }

        void close() {
            if (connection != null) {
                connection.close();
            }
        }

        @Override
        public void ready() {
            apply(new RoleEvent.Connected(index));
        }

        @Override
        public void message(String channel, String payload) {}

        @Override
        public void ended(Ending ending) {
            connection = null;
            // A broken connection is nothing against the server yet; whatever else is, counts.
            answered &= ending.kind() == Ending.Kind.BROKEN;
            double jitter = ThreadLocalRandom.current().nextDouble();
            apply(new RoleEvent.Lost(index, ending, jitter));
        }
    }
}
