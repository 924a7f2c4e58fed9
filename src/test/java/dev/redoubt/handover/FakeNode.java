package dev.redoubt.handover;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/// A node that writes down what it is told to do.
final class FakeNode implements Giver.Hands {
    private final List<String> done = new CopyOnWriteArrayList<>();
    private volatile Optional<String> objection = Optional.empty();
    private volatile String objectsAfter = "";
    private volatile String failsAt = "";

    /// In order.
    List<String> done() {
        return done;
    }

    void objectAfter(String what) {
        objectsAfter = what;
    }

    void failAt(String what) {
        failsAt = what;
    }

    private void did(String what) {
        done.add(what);
        if (what.equals(objectsAfter)) {
            objection = Optional.of("paused");
        }
        if (what.equals(failsAt)) {
            throw new IllegalStateException(what);
        }
    }

    @Override
    public Optional<String> objection() {
        return objection;
    }

    @Override
    public List<Offer> listeners() {
        return List.of();
    }

    @Override
    public List<String> serving() {
        return List.of("orders");
    }

    @Override
    public List<Memory> memories() throws IOException {
        return List.of(new Memory("pools.orders", "known".getBytes(StandardCharsets.US_ASCII)));
    }

    @Override
    public void free() {
        did("free");
    }

    @Override
    public List<Memory> bequeath(Set<String> claims) {
        did("bequeath " + claims);
        return List.of(new Memory("vips", new byte[] {1}));
    }

    @Override
    public void reclaim() {
        did("reclaim");
    }

    @Override
    public void stopAccepting() {
        did("stopAccepting");
    }

    @Override
    public void acceptAgain() {
        did("acceptAgain");
    }

    @Override
    public int passOn(Set<String> pools, Courier courier) {
        did("passOn");
        return 0;
    }

    @Override
    public void keep() {
        did("keep");
    }

    @Override
    public long clients() {
        return 0;
    }

    @Override
    public void retire(int process) {
        did("retire");
    }

    @Override
    public void end() {
        did("end");
    }
}
