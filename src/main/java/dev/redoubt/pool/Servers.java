package dev.redoubt.pool;

import dev.redoubt.config.HostPort;
import dev.redoubt.failover.InfoText;
import dev.redoubt.failover.Standby;
import dev.redoubt.resp.RespValue;

import java.util.List;
import java.util.Optional;

/// What a planned move asks of Redis servers, whoever elects. Used by the thread that carries out
/// the move.
final class Servers {
    private static final int LEAST_MAJOR = 6;
    private static final int LEAST_MINOR = 2;

    private final Dialogues dialogues;

    Servers(Dialogues dialogues) {
        this.dialogues = dialogues;
    }

    /// Looks at the primary.
    ///
    /// @param needed commands that the pool's user must be allowed there
    /// @param obstacles gets what stands in the way
    /// @return its replication section
    InfoText primary(
            HostPort server, List<List<String>> needed, MoveSteps steps, List<String> obstacles)
            throws MoveFailed {
        Dialogue primary = dialogues.server(server);
        InfoText replication = PlannedMove.replication(primary);
        if (!replication.text("role").equals("master")) {
            obstacles.add(server + ": its role is " + replication.text("role"));
        }
        String version =
                InfoText.of(primary.ask("INFO", "server").text().orElse("")).text("redis_version");
        if (!isLateEnough(version)) {
            obstacles.add(server + ": Redis " + version + " (expected: 6.2 or later)");
        }
        allow(server, needed, steps, obstacles);
        return replication;
    }

    private static boolean isLateEnough(String version) {
        String[] parts = version.split("\\.", -1);
        try {
            int major = Integer.parseInt(parts[0]);
            int minor = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
            return major > LEAST_MAJOR || (major == LEAST_MAJOR && minor >= LEAST_MINOR);
        } catch (NumberFormatException _) {
            return false;
        }
    }

    /// Asks whether the pool's user may do what is needed at a server.
    ///
    /// @param obstacles gets what stands in the way
    void allow(HostPort server, List<List<String>> needed, MoveSteps steps, List<String> obstacles)
            throws MoveFailed {
        Rights.at(dialogues.server(server), needed).tell(steps, obstacles);
    }

    /// Looks at a replica.
    Standby standby(HostPort announced, HostPort server) {
        try {
            InfoText told = PlannedMove.replication(dialogues.server(server));
            if (!told.text("role").equals("slave")) {
                return Standby.silent(announced, server, "its role is " + told.text("role"));
            }
            return new Standby(
                    announced,
                    server,
                    told.number("slave_priority").orElse(0),
                    told.text("master_link_status").equals("up"),
                    offset(told),
                    "");
        } catch (MoveFailed e) {
            return Standby.silent(announced, server, e.words());
        }
    }

    private static long offset(InfoText replica) {
        return replica.number("slave_repl_offset").orElse(-1);
    }

    /// Whether the server says that it is primary, or a replica; not while it does not answer.
    boolean isRole(HostPort server, String role) {
        try {
            return PlannedMove.isRole(dialogues.server(server).ask("ROLE"), role);
        } catch (MoveFailed _) {
            return false;
        }
    }

    /// Makes a server the replica of another at once, and ends the connections of all who might
    /// write there still. In this order: who waits there hears that the wait is over before the
    /// connection ends, and writes are refused all the time.
    ///
    /// @param to as announced
    void demote(HostPort from, HostPort to, MoveSteps steps) throws MoveFailed {
        redirect(from, to);
        Dialogue old = dialogues.server(from);
        old.ask("CLIENT", "KILL", "TYPE", "normal");
        old.ask("CLIENT", "UNPAUSE");
        steps.tell(from + " is a replica of " + to);
    }

    /// Whether the server says that it is a replica of that one.
    boolean follows(HostPort server, HostPort announced) {
        try {
            List<RespValue> role = dialogues.server(server).ask("ROLE").elements();
            return role.size() > 2
                    && role.get(0).text().equals(Optional.of("slave"))
                    && role.get(1).text().equals(Optional.of(announced.host()))
                    && role.get(2).text().equals(Optional.of(Integer.toString(announced.port())));
        } catch (MoveFailed _) {
            return false;
        }
    }

    /// Waits until a server that follows another has all of it, and could be promoted again.
    void awaitSync(HostPort replica, long deadlineNanos) throws MoveFailed {
        PlannedMove.await(
                deadlineNanos, () -> isInSync(replica), replica + " is not in sync in time");
    }

    private boolean isInSync(HostPort replica) {
        try {
            Dialogue dialogue = dialogues.server(replica);
            InfoText told = PlannedMove.replication(dialogue);
            if (!told.text("master_link_status").equals("up")) {
                return false;
            }
            // An operator's own 0 stays, one that protects a demoted primary goes.
            return told.number("slave_priority").orElse(0) > 0
                    || Favourite.mark(dialogue).was().isEmpty();
        } catch (MoveFailed _) {
            return false;
        }
    }

    /// Makes a server follow another one.
    ///
    /// @param to as announced
    void redirect(HostPort replica, HostPort to) throws MoveFailed {
        dialogues.server(replica).ask("REPLICAOF", to.host(), Integer.toString(to.port()));
    }
}
