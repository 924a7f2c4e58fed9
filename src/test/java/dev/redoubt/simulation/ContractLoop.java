package dev.redoubt.simulation;

import static dev.redoubt.simulation.Message.NOBODY;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/// One event loop of a node: its sessions, its shared link to the primary, and those who wait. It
/// does what `Backend`, `Lanes` and `WaitingRoom` do.
final class ContractLoop {
    private static final long STEADY_NANOS = World.SECOND;
    private static final long LAST_PAUSE_MILLIS = 500;

    private final SimulatedNode node;
    private final Reach reach;
    private final ContractPath path;
    private final int index;
    private final SequencedSet<ContractSession> waiting = new LinkedHashSet<>();
    private final List<ServerLink> retired = new ArrayList<>();
    private int server = NOBODY;
    private boolean serving;
    private @Nullable ServerLink link;
    private boolean opened;
    private int failures;
    private int retries;
    private boolean retrying;

    ContractLoop(SimulatedNode node, Reach reach, ContractPath path, int index) {
        this.node = node;
        this.reach = reach;
        this.path = path;
        this.index = index;
    }

    SimulatedNode node() {
        return node;
    }

    Reach reach() {
        return reach;
    }

    ContractPath path() {
        return path;
    }

    Endpoint session(Wire client) {
        return new ContractSession(client, this);
    }

    /// Links to any other server than the primary are closed at once.
    void update(int named) {
        if (named == server) {
            return;
        }
        server = named;
        serving = false;
        failures = 0;
        retrying = false;
        retries++;
        ServerLink old = link;
        link = null;
        for (ServerLink refusing : List.copyOf(retired)) {
            refusing.close();
        }
        if (old != null) {
            old.close();
        }
        if (server != NOBODY) {
            open();
        }
    }

    /// The lease of the primary in use came back.
    void unfenced() {
        int released = resumeAll();
        if (server != NOBODY && serving) {
            path.linked(index, server, released);
        }
    }

    /// The link that commands may use now.
    @Nullable ServerLink lane() {
        if (server == NOBODY || !path.admits(server)) {
            return null;
        }
        if (link == null && !retrying) {
            open();
        }
        return link != null && link.isOpen() ? link : null;
    }

    void hold(ContractSession session) {
        waiting.add(session);
    }

    void forget(ContractSession session) {
        waiting.remove(session);
    }

    private int resumeAll() {
        List<ContractSession> trying = List.copyOf(waiting);
        waiting.clear();
        trying.forEach(ContractSession::resume);
        return trying.size() - waiting.size();
    }

    private void open() {
        if (path.guard() == Guard.NO_RETURN && opened) {
            return;
        }
        opened = true;
        link = new ServerLink(this, server);
        link.open();
    }

    // What links tell

    void opened(ServerLink open) {
        if (open != link) {
            open.close();
            return;
        }
        boolean first = !serving;
        serving = true;
        int released = resumeAll();
        if (first) {
            path.linked(index, server, released);
        }
    }

    void openFailed(ServerLink failed, String reason) {
        if (failed == link) {
            link = null;
            retry();
            serving = false;
            path.unlinked(index, failed.server(), reason);
        }
    }

    /// It turned a command away: others get a new link, which asks the server for its role.
    void retires(ServerLink refusing) {
        retired.add(refusing);
        if (refusing == link) {
            link = null;
            retry();
            serving = false;
            path.unlinked(index, refusing.server(), "the server turns requests away");
        }
    }

    void closed(ServerLink closed) {
        if (retired.remove(closed) || closed != link) {
            return;
        }
        link = null;
        serving = false;
        boolean steady = node.monotonicNanos() - closed.openedNanos() >= STEADY_NANOS;
        if (steady) {
            failures = 0;
            open();
        } else {
            retry();
        }
        if (steady && closed.isIdle()) {
            path.suspect();
        } else {
            path.unlinked(index, closed.server(), "the link ended");
        }
    }

    private void retry() {
        retrying = true;
        int own = ++retries;
        long ceiling = Math.min(LAST_PAUSE_MILLIS, 10L << Math.min(failures++, 10));
        node.timer(
                node.world().between(ceiling / 2, ceiling + 1),
                () -> {
                    if (own == retries) {
                        retrying = false;
                        if (link == null && server != NOBODY) {
                            open();
                        }
                    }
                });
    }
}
