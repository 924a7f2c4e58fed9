package dev.redoubt.vrrp;

import dev.redoubt.vrrp.VrrpState.Active;
import dev.redoubt.vrrp.VrrpState.Backup;
import dev.redoubt.vrrp.VrrpState.Backup.Patience;
import dev.redoubt.vrrp.VrrpState.Fault;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Virtual routers that move together or not at all, each a [VrrpMachine]. Pure.
///
/// | of the group | then |
/// |---|---|
/// | all are Active or would be | those that would be are |
/// | one stops being Active | the others give their addresses up, too |
/// | one is in Fault | all are |
/// | none lacks anything any more | all begin again |
///
/// A group of one does what its machine does.
public final class VrrpGroupMachine {
    private VrrpGroupMachine() {}

    /// The members' states, and which of them lack something themselves.
    public record Group(List<VrrpState> members, Set<Integer> lacking) {
        /// Keeps unchangeable copies.
        public Group {
            members = List.copyOf(members);
            lacking = Set.copyOf(lacking);
        }
    }

    /// An action of the member with this index.
    public record Task(int member, VrrpAction action) {}

    /// The next states and what to do.
    public record Step(Group group, List<Task> tasks) {
        /// Keeps an unchangeable copy of `tasks`.
        public Step {
            tasks = List.copyOf(tasks);
        }
    }

    /// The states before [VrrpEvent.Started].
    public static Group initial(List<VrrpConfig> configs) {
        return new Group(configs.stream().map(VrrpMachine::initial).toList(), Set.of());
    }

    /// One event of one member.
    public static Step step(
            List<VrrpConfig> configs, Group group, int member, VrrpEvent event, long nowNanos) {
        Turn turn = new Turn(configs, group, nowNanos);
        if (event instanceof VrrpEvent.Faulted) {
            turn.lacks(member);
        } else if (event instanceof VrrpEvent.Recovered) {
            turn.lacksNoMore(member);
        } else {
            turn.tell(member, event);
        }
        return turn.settled();
    }

    /// One event that concerns all: they start, stop, resign.
    public static Step stepAll(
            List<VrrpConfig> configs, Group group, VrrpEvent event, long nowNanos) {
        Turn turn = new Turn(configs, group, nowNanos);
        turn.tellAll(event);
        return turn.settled();
    }

    private static final class Turn {
        private final List<VrrpConfig> configs;
        private final List<VrrpState> members;
        private final Set<Integer> lacking;
        private final long nowNanos;
        private final List<Task> tasks = new ArrayList<>();
        private boolean left;

        Turn(List<VrrpConfig> configs, Group group, long nowNanos) {
            this.configs = configs;
            this.members = new ArrayList<>(group.members());
            this.lacking = new HashSet<>(group.lacking());
            this.nowNanos = nowNanos;
        }

        void tell(int member, VrrpEvent event) {
            VrrpState before = members.get(member);
            VrrpMachine.Step step = VrrpMachine.step(configs.get(member), before, event, nowNanos);
            members.set(member, step.state());
            step.actions().forEach(action -> tasks.add(new Task(member, action)));
            left |= before instanceof Active && !(step.state() instanceof Active);
        }

        void tellAll(VrrpEvent event) {
            for (int i = 0; i < members.size(); i++) {
                tell(i, event);
            }
        }

        void lacks(int member) {
            lacking.add(member);
            tellAll(new VrrpEvent.Faulted());
        }

        void lacksNoMore(int member) {
            lacking.remove(member);
            if (lacking.isEmpty()) {
                tellAll(new VrrpEvent.Recovered());
            }
        }

        Step settled() {
            followLeaver();
            if (members.stream().allMatch(Turn::mayBeActive)) {
                tellAll(new VrrpEvent.GroupReady());
                followLeaver();
            }
            return new Step(new Group(members, lacking), tasks);
        }

        private void followLeaver() {
            while (left) {
                left = false;
                tellAll(new VrrpEvent.GroupLeft());
            }
        }

        private static boolean mayBeActive(VrrpState state) {
            return switch (state) {
                case Active _ -> true;
                case Backup backup -> backup.patience() == Patience.READY;
                case VrrpState.Initialize _, Fault _ -> false;
            };
        }
    }
}
