package dev.redoubt.cli;

import dev.redoubt.operate.Answer;
import dev.redoubt.operate.Desk;
import dev.redoubt.operate.Request;
import dev.redoubt.operate.VipAnswer;
import dev.redoubt.operate.VipOrder;
import dev.redoubt.snapshot.Move;
import dev.redoubt.snapshot.NodeView;
import dev.redoubt.snapshot.PoolSnapshot;
import dev.redoubt.snapshot.VipSnapshot;

import java.util.List;
import java.util.function.Consumer;

/// What a node that has virtual addresses alone shows to operators, and takes from them.
record VipNode(NodeVips addresses) implements NodeView, Desk {
    @Override
    public List<PoolSnapshot> pools() {
        return List.of();
    }

    @Override
    public List<VipSnapshot> vips() {
        return addresses.snapshots();
    }

    @Override
    public VipSnapshot.Stalls vipStalls() {
        return addresses.stalls();
    }

    @Override
    public long vipLinesLost() {
        return addresses.linesLost();
    }

    @Override
    public List<Move> moves() {
        return List.of();
    }

    @Override
    public long faults() {
        return 0;
    }

    @Override
    public Answer ask(Request request, Consumer<String> steps) {
        return new Answer.Unknown(request.pool(), List.of());
    }

    @Override
    public VipAnswer ask(VipOrder order) {
        return addresses.ask(order);
    }
}
