package dev.redoubt.simulation;

import dev.redoubt.config.DurabilityConfig;
import dev.redoubt.config.DurabilityConfig.Replicas;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Plays a [WaitScript] to the model.
final class WaitModelRun {
    private static final long AFTER_NANOS = 3 * World.SECOND;

    private WaitModelRun() {}

    /// What the client heard; empty where its connection ended first.
    static Optional<WaitScript.Waited> play(WaitScript script, long seed) {
        World world = new World(seed, World.Telling.SILENT);
        DurabilityConfig one = new DurabilityConfig(new Replicas.Count(1), Duration.ofSeconds(1));
        Scenario scenario =
                new Scenario(
                        world,
                        new Scenario.Size(0, 0, 0, 1, 0),
                        List.of(FaultScript.TIMES),
                        Guard.WHOLE,
                        new Scenario.Promise(
                                Optional.of(one),
                                ServerSettings.Covers.EVERYBODYS,
                                Message.NOBODY));
        scenario.begin();
        List<SimulatedRedis> servers = scenario.reach().servers;
        for (int i = 1; i <= script.halted; i++) {
            servers.get(i).stall();
        }
        Asker asker = new Asker(world);
        asker.start(0);
        SimulatedRedis asked = servers.get(script == WaitScript.A_REPLICA ? 1 : 0);
        asker.ask(scenario.network(), asked, script);
        scenario.runUntil(world.nowNanos() + AFTER_NANOS);
        return Optional.ofNullable(asker.heard);
    }

    /// A client that writes, and waits.
    private static final class Asker extends SimulatedProcess implements Endpoint {
        private WaitScript.@Nullable Waited heard;
        private long askedNanos;

        Asker(World world) {
            super(world, "asker", 0);
        }

        @Override
        void started() {}

        @Override
        Endpoint accept(Wire wire) {
            throw new IllegalStateException(this + " listens to nobody");
        }

        void ask(FakeNetwork network, SimulatedRedis server, WaitScript script) {
            askedNanos = world().nowNanos();
            Wire wire = network.connect(this, server, this);
            wire.send(new Message.Command(1, 1, 0, Message.Command.Kind.WRITE));
            wire.send(new Message.Wait(script.replicas, script.timeoutMillis));
            if (script == WaitScript.DEMOTED) {
                timer(
                        World.SECOND / 2,
                        () ->
                                network.connect(this, server, this)
                                        .send(
                                                new Message.ReplicaOf(
                                                        1, new Message.Order(0, 0, 0))));
            }
        }

        @Override
        public void received(Message message) {
            if (message instanceof Message.Waited(String words)) {
                heard =
                        new WaitScript.Waited(
                                words, (world().nowNanos() - askedNanos) / World.MILLI);
            }
        }

        @Override
        public void ended(Ended how) {}
    }
}
