package dev.redoubt.simulation;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;

/// One end of a connection, as TCP makes it: in order, nothing twice, and what a broken path
/// swallows comes once it is whole again. A process that dies closes its ends; a host that vanishes
/// does not, and resets them when it is back and asked.
final class Wire {
    private final FakeNetwork network;
    private final SimulatedProcess owner;
    private final ArrayDeque<Sent> inFlight = new ArrayDeque<>();
    private @Nullable Wire peer;
    private @Nullable Endpoint endpoint;
    private boolean open;
    private boolean askedWhileGone;
    private int incarnation;
    private long lastArrivalNanos;
    private int owed;

    /// What a host that lost power since will not send again.
    private record Sent(Runnable arrival, int boots) {}

    Wire(FakeNetwork network, SimulatedProcess owner) {
        this.network = network;
        this.owner = owner;
    }

    void join(Wire other) {
        peer = other;
    }

    /// Asks the peer's process for a connection.
    void begin(Endpoint reader) {
        endpoint = reader;
        establish();
        transmit(peer()::asked);
    }

    /// A host that is down says nothing; one that is up refuses for a process that is dead, and
    /// accepts for one that is stalled.
    private void asked() {
        if (owner.isHostUp() && owner.isDead()) {
            transmit(() -> peer().end(Endpoint.Ended.REFUSED));
        } else if (owner.isHostUp()) {
            establish();
            owner.arrive(incarnation, () -> endpoint = owner.accept(this));
            transmit(peer()::opened);
        }
    }

    private void establish() {
        open = true;
        incarnation = owner.incarnation();
        owner.wires().add(this);
    }

    boolean isOpen() {
        return open;
    }

    SimulatedProcess owner() {
        return owner;
    }

    Wire peer() {
        Wire known = peer;
        if (known == null) {
            throw new IllegalStateException("not joined");
        }
        return known;
    }

    void send(Message message) {
        if (open) {
            transmit(() -> peer().arrived(message));
        }
    }

    /// Closes this end; its reader hears nothing any more.
    void close() {
        if (open) {
            release();
            transmit(() -> peer().end(Endpoint.Ended.CLOSED));
        }
    }

    /// Both ends hear of the end.
    void breaks() {
        transmit(() -> peer().end(Endpoint.Ended.CLOSED));
        end(Endpoint.Ended.CLOSED);
    }

    /// The host is back and knows nothing of this connection.
    void forgotten() {
        if (askedWhileGone) {
            close();
        }
    }

    /// Puts something on the way to the peer, behind what is already there.
    void transmit(Runnable arrival) {
        inFlight.add(new Sent(arrival, owner.boots()));
        long now = network.world().nowNanos();
        lastArrivalNanos =
                Math.max(lastArrivalNanos, now + network.delayNanos(owner, peer().owner()));
        network.world().in(lastArrivalNanos - now, this::land);
    }

    /// The path is whole again: what it swallowed is sent again.
    void retransmit() {
        for (; owed > 0; owed--) {
            if (owner.boots() != inFlight.element().boots()) {
                inFlight.remove();
                continue;
            }
            long now = network.world().nowNanos();
            long again = now + network.retransmissionNanos();
            lastArrivalNanos = Math.max(lastArrivalNanos, again);
            network.world().in(lastArrivalNanos - now, this::land);
        }
    }

    private void land() {
        if (network.isBlocked(owner, peer().owner())) {
            if (owed++ == 0) {
                network.owes(this);
            }
        } else {
            inFlight.remove().arrival().run();
        }
    }

    private void arrived(Message message) {
        if (!open) {
            return;
        }
        if (owner.incarnation() == incarnation) {
            owner.arrive(incarnation, () -> read(message));
        } else if (owner.isHostUp() && !owner.isDead()) {
            close();
        } else {
            askedWhileGone = true;
        }
    }

    private void read(Message message) {
        if (open && endpoint != null) {
            endpoint.received(message);
        }
    }

    private void opened() {
        owner.arrive(
                incarnation,
                () -> {
                    if (open && endpoint != null) {
                        endpoint.opened();
                    }
                });
    }

    /// The other side ended the connection; the reader hears of it after all that came before.
    private void end(Endpoint.Ended how) {
        if (open) {
            owner.arrive(
                    incarnation,
                    () -> {
                        if (open) {
                            release();
                            if (endpoint != null) {
                                endpoint.ended(how);
                            }
                        }
                    });
        }
    }

    private void release() {
        open = false;
        owner.wires().remove(this);
    }
}
