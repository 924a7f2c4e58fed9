package dev.redoubt.simulation;

import static dev.redoubt.simulation.Message.NOBODY;

import dev.redoubt.backend.Durability;
import dev.redoubt.backend.Identity;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/// One event loop of a node: its sessions, its shared link to the primary, and those who wait. It
/// does what `Backend`, `Lanes` and `WaitingRoom` do.
final class ContractLoop implements ServerLink.Owner {
    private static final long STEADY_NANOS = World.SECOND;
    private static final long LAST_PAUSE_MILLIS = 500;
    private static final Identity POOLS_OWN = new Identity(0, 2, Optional.empty());

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
    private final @Nullable CommitPlace commits;

    ContractLoop(SimulatedNode node, Reach reach, ContractPath path, int index) {
        this.node = node;
        this.reach = reach;
        this.path = path;
        this.index = index;
        Durability promise = path.pledges().of(POOLS_OWN, "");
        commits = promise == null ? null : new CommitPlace(this, promise);
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
        if (commits != null) {
            commits.update();
        }
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

    /// What is promised of writes; null for nothing.
    @Nullable Durability promise() {
        return commits == null ? null : commits.durability();
    }

    /// The link that durable writes, and what comes behind them, may use now.
    @Nullable ServerLink commitLane() {
        CommitPlace place = commits;
        if (place == null || server == NOBODY || !serving || !place.durability().isAskable()) {
            return null;
        }
        return path.admits(server) ? place.lane(server) : null;
    }

    /// Whether durable writes have a link.
    boolean commits() {
        return commits == null || commits.isOpen();
    }

    void hold(ContractSession session) {
        waiting.add(session);
    }

    void forget(ContractSession session) {
        waiting.remove(session);
    }

    /// Those who wait try again.
    int resumeAll() {
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
        link = new ServerLink(this, this, server);
        link.open();
    }

    // What links tell

    @Override
    public void opened(ServerLink open) {
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

    @Override
    public void openFailed(ServerLink failed, String reason) {
        if (failed == link) {
            link = null;
            retry();
            serving = false;
            path.unlinked(index, failed.server(), reason);
        }
    }

    /// It turned a command away: others get a new link, which asks the server for its role.
    @Override
    public void retires(ServerLink refusing) {
        retired.add(refusing);
        if (refusing == link) {
            link = null;
            retry();
            serving = false;
            path.unlinked(index, refusing.server(), "the server turns requests away");
        }
    }

    @Override
    public void closed(ServerLink closed) {
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
            path.suspect(closed.server());
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
