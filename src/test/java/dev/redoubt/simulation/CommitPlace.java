package dev.redoubt.simulation;

import dev.redoubt.backend.Durability;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The place of a loop's commit link: what `Lanes` does for links that are opened on demand.
final class CommitPlace implements ServerLink.Owner {
    private static final long STEADY_NANOS = World.SECOND;
    private static final long LAST_PAUSE_MILLIS = 500;

    private final ContractLoop loop;
    private final Durability durability;
    private final List<ServerLink> retired = new ArrayList<>();
    private @Nullable ServerLink link;
    private int failures;
    private int retries;
    private boolean retrying;

    CommitPlace(ContractLoop loop, Durability durability) {
        this.loop = loop;
        this.durability = durability;
    }

    Durability durability() {
        return durability;
    }

    /// Links to any other server than the primary are closed at once.
    void update() {
        failures = 0;
        retrying = false;
        retries++;
        ServerLink old = link;
        link = null;
        List.copyOf(retired).forEach(ServerLink::close);
        if (old != null) {
            old.close();
        }
    }

    /// The link, opened if it is missing; null while it is not open.
    @Nullable ServerLink lane(int server) {
        if (link == null && !retrying) {
            open(server);
        }
        return link != null && link.isOpen() ? link : null;
    }

    boolean isOpen() {
        return link != null && link.isOpen();
    }

    private void open(int server) {
        ServerLink opening = new CommittingLink(loop, this, server, durability);
        link = opening;
        opening.open();
    }

    @Override
    public void opened(ServerLink open) {
        if (open.equals(link)) {
            loop.resumeAll();
        } else {
            open.close();
        }
    }

    @Override
    public void openFailed(ServerLink failed, String reason) {
        if (failed.equals(link)) {
            link = null;
            retry(failed.server());
        }
    }

    @Override
    public void retires(ServerLink refusing) {
        retired.add(refusing);
        if (refusing.equals(link)) {
            link = null;
            retry(refusing.server());
        }
    }

    @Override
    public void closed(ServerLink closed) {
        if (retired.remove(closed) || !closed.equals(link)) {
            return;
        }
        link = null;
        if (loop.node().monotonicNanos() - closed.openedNanos() >= STEADY_NANOS) {
            failures = 0;
        } else {
            retry(closed.server());
        }
    }

    private void retry(int server) {
        retrying = true;
        int own = ++retries;
        long ceiling = Math.min(LAST_PAUSE_MILLIS, 10L << Math.min(failures++, 10));
        loop.node()
                .timer(
                        loop.node().world().between(ceiling / 2, ceiling + 1),
                        () -> {
                            if (own == retries) {
                                retrying = false;
                                if (link == null) {
                                    open(server);
                                }
                            }
                        });
    }
}
