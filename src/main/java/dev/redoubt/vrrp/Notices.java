package dev.redoubt.vrrp;

import dev.redoubt.config.VipConfig;
import dev.redoubt.vrrp.VrrpState.Role;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// Tells users' programs and pipes of the changes of those that move together, as keepalived tells
/// its own. The driver's thread alone.
final class Notices {
    private final List<VipConfig> vips;
    private final Scripts scripts;
    private final Pipes pipes;
    private Role together = Role.INITIALIZE;

    /// @param vips one for each member, the same one twice where it has both families
    Notices(List<VipConfig> vips, Scripts scripts, Pipes pipes) {
        this.vips = List.copyOf(vips);
        this.scripts = scripts;
        this.pipes = pipes;
        fifos().forEach(pipes::make);
    }

    private Stream<String> fifos() {
        return vips.stream().map(VipConfig::notifyFifo).filter(Objects::nonNull).distinct();
    }

    /// One member came into a state.
    void became(int member, Role role, int priority) {
        VipConfig vip = vips.get(member);
        // Both families move together, and nobody need hear of it twice.
        if (vips.subList(0, member).contains(vip)) {
            return;
        }
        String state = keepaliveds(role);
        String program = vip.notifyScript();
        if (program != null) {
            scripts.tell(program, vip.name(), state, priority);
        }
        String fifo = vip.notifyFifo();
        if (fifo != null) {
            pipes.write(fifo, "INSTANCE \"%s\" %s %d".formatted(vip.name(), state, priority));
        }
    }

    /// A process before this one has told that all are Active.
    void inherited() {
        together = Role.ACTIVE;
    }

    /// All members' states, after a change: a group is in a state when all of them are.
    void settled(List<Role> roles) {
        Role now = roles.getFirst();
        String group = vips.getFirst().group();
        if (group == null || now == together || roles.stream().anyMatch(each -> each != now)) {
            return;
        }
        together = now;
        String line = "GROUP \"%s\" %s 0".formatted(group, keepaliveds(now));
        fifos().forEach(fifo -> pipes.write(fifo, line));
    }

    /// The state as keepalived calls it.
    private static String keepaliveds(Role role) {
        return switch (role) {
            case INITIALIZE -> "STOP";
            case BACKUP -> "BACKUP";
            case ACTIVE -> "MASTER";
            case FAULT -> "FAULT";
        };
    }
}
