package dev.redoubt.simulation;

/// A Redoubt node: the real Sentinel machine, and a data path behind it.
final class SimulatedNode extends SimulatedProcess {
    private final Reach reach;
    private final DataPath path;

    SimulatedNode(
            World world,
            Reach reach,
            int number,
            int host,
            Invariants invariants,
            Guard guard,
            long holdNanos) {
        super(world, "node-" + number, host);
        this.reach = reach;
        this.path = new ContractPath(this, reach, invariants, guard, holdNanos);
    }

    @Override
    void started() {
        path.begin();
    }

    @Override
    Endpoint accept(Wire wire) {
        return path.session(wire);
    }

    Reach reach() {
        return reach;
    }
}
