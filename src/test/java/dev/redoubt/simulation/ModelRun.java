package dev.redoubt.simulation;

import java.util.Collections;

/// Plays a [FaultScript] to the model, without nodes and clients.
final class ModelRun {
    private ModelRun() {}

    static Heard play(FaultScript script, long seed) {
        Heard heard = Heard.nothing(3);
        World world = new World(seed, World.Telling.SILENT);
        long faultNanos = 12 * World.SECOND + world.between(0, 10_000);
        Scenario scenario =
                new Scenario(
                        world,
                        new Scenario.Size(3, 3, 0, 1, 0),
                        Collections.nCopies(3, FaultScript.TIMES),
                        Guard.WHOLE);
        scenario.hear((sentinel, channel) -> {
            long after = (world.nowNanos() - faultNanos) / World.MILLI;
            if (after >= 0 && FaultScript.CHANNELS.contains(channel)) {
                heard.sentinels().get(sentinel).add(new Heard.Event(channel, after));
            }
        });
        if (seed % 2 == 1) {
            load(scenario);
        }
        scenario.begin();
        SimulatedRedis primary = scenario.reach().servers.getFirst();
        if (script == FaultScript.SENTINEL_DOWN) {
            scenario.runUntil(faultNanos - 2 * World.SECOND);
            scenario.reach().sentinels.getLast().crash();
        }
        scenario.runUntil(faultNanos);
        switch (script) {
            case KILL, SENTINEL_DOWN -> primary.crash();
            case BLINK -> {
                primary.crash();
                world.in(world.between(10, 100), primary::restart);
            }
            case STOP -> primary.stall();
            case FORCED -> scenario.reach().sentinels.getFirst().force();
        }
        scenario.runUntil(faultNanos + FaultScript.SECONDS * World.SECOND);
        return heard;
    }

    /// As on a machine with too few cores: whoever is spoken to answers when it is his turn.
    private static void load(Scenario scenario) {
        long upTo = scenario.world().between(1, 100);
        for (SimulatedProcess one : scenario.everybody()) {
            for (SimulatedProcess other : scenario.everybody()) {
                scenario.network().slow(one.host(), other.host(), upTo);
            }
        }
    }
}
