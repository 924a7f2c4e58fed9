package dev.redoubt.vrrp;

import dev.redoubt.vrrp.VrrpGroupMachine.Group;
import dev.redoubt.vrrp.VrrpGroupMachine.Task;
import dev.redoubt.vrrp.VrrpState.Role;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// One node of a simulation: a group's machines, alarms, and the addresses that it holds.
final class SimulatedRouter {
    private static final int BACKLOG = 100;

    private record Arrived(int member, VrrpEvent event) {}

    private final SimulatedLan lan;
    private final int index;
    private final List<VrrpConfig> configs;
    private final List<OptionalLong> alarms = new ArrayList<>();
    private final List<Boolean> holding = new ArrayList<>();
    private final List<Arrived> backlog = new ArrayList<>();
    private Group group;
    private boolean frozen;
    private boolean running;

    SimulatedRouter(SimulatedLan lan, int index, List<VrrpConfig> configs) {
        this.lan = lan;
        this.index = index;
        this.configs = configs;
        this.group = VrrpGroupMachine.initial(configs);
        configs.forEach(_ -> {
            alarms.add(OptionalLong.empty());
            holding.add(false);
        });
    }

    int index() {
        return index;
    }

    Interval interval(int member) {
        return configs.get(member).interval();
    }

    boolean isActive(int member) {
        return group.members().get(member).role() == Role.ACTIVE;
    }

    boolean isFrozen() {
        return frozen;
    }

    boolean isRunning() {
        return running;
    }

    /// Begins, also after a crash: with nothing remembered.
    void start() {
        running = true;
        group = VrrpGroupMachine.initial(configs);
        backlog.clear();
        all(new VrrpEvent.Started());
    }

    void stop() {
        all(new VrrpEvent.Stopped());
        running = false;
    }

    /// Without a word. The kernel takes the addresses away.
    void crash() {
        lan.note(index + " crashed");
        running = false;
        group = VrrpGroupMachine.initial(configs);
        for (int i = 0; i < configs.size(); i++) {
            alarms.set(i, OptionalLong.empty());
            holding.set(i, false);
        }
    }

    void freeze() {
        lan.note(index + " frozen");
        frozen = true;
    }

    void thaw() {
        lan.note(index + " thawed");
        frozen = false;
        List<Arrived> arrived = List.copyOf(backlog);
        backlog.clear();
        arrived.forEach(each -> one(each.member(), each.event()));
        for (int i = 0; i < configs.size(); i++) {
            one(i, new VrrpEvent.Woken());
        }
    }

    void receive(int member, VrrpEvent event) {
        if (!running) {
            return;
        }
        if (!frozen) {
            one(member, event);
        } else if (backlog.size() < BACKLOG) {
            backlog.add(new Arrived(member, event));
        }
    }

    void all(VrrpEvent event) {
        if (running) {
            carryOut(VrrpGroupMachine.stepAll(configs, group, event, lan.nowNanos()));
        }
    }

    void one(int member, VrrpEvent event) {
        if (running) {
            carryOut(VrrpGroupMachine.step(configs, group, member, event, lan.nowNanos()));
        }
    }

    private void carryOut(VrrpGroupMachine.Step step) {
        group = step.group();
        step.tasks().forEach(this::carryOut);
    }

    private void carryOut(Task task) {
        int member = task.member();
        switch (task.action()) {
            case VrrpAction.Send send -> lan.send(this, member, send);
            case VrrpAction.Hold _ -> {
                require(!holding.get(member), "holds twice");
                holding.set(member, true);
            }
            case VrrpAction.Release _ -> {
                require(holding.get(member), "releases what it has not");
                holding.set(member, false);
            }
            case VrrpAction.Announce _ -> require(holding.get(member), "announces what it has not");
            case VrrpAction.Became became -> {
                lan.note(index + "." + member + " " + became);
                require(
                        holding.get(member) == (became.role() == Role.ACTIVE),
                        "holds, or does not, as " + became.role());
            }
            case VrrpAction.WakeAt(OptionalLong at) -> {
                alarms.set(member, at);
                at.ifPresent(nanos -> lan.at(nanos, () -> ring(member, nanos)));
            }
        }
    }

    private void ring(int member, long nanos) {
        if (!frozen && alarms.get(member).equals(OptionalLong.of(nanos))) {
            one(member, new VrrpEvent.Woken());
        }
    }

    private void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(index + " " + what);
        }
    }
}
