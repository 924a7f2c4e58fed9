package dev.redoubt.vrrp;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// A machine of one interface that a test has in its hands; its clock is the real one.
final class FakeHost implements VrrpHost {
    private final Semaphore woken = new Semaphore(0);
    private final Queue<Datagram> waiting = new ConcurrentLinkedQueue<>();
    private final List<Datagram> meanwhile = new CopyOnWriteArrayList<>();
    private volatile Optional<Datagram> flood = Optional.empty();
    private final List<String> done = new CopyOnWriteArrayList<>();
    private volatile Set<String> linked = Set.of("eth0");
    private final AtomicBoolean changed = new AtomicBoolean();
    private volatile String trouble = "";
    private volatile String failure = "";
    private final Semaphore stuck = new Semaphore(1);
    private final AtomicInteger generation = new AtomicInteger();
    private final AtomicLong sleeping = new AtomicLong();
    private final AtomicLong sleptNanos = new AtomicLong();
    private final List<FakeWire> wires = new CopyOnWriteArrayList<>();

    /// What was done, in order, without adverts that say the same.
    List<String> done() {
        return done;
    }

    void link(Set<String> now) {
        linked = now;
        changed.set(true);
        wake();
    }

    /// The interface is taken away and put back.
    void replace() {
        generation.incrementAndGet();
        wake();
    }

    /// As if the machine had been suspended for so long while the driver waited; meanwhile the
    /// addresses' lifetimes ended.
    void sleep(Duration time) {
        sleep(time, List.of());
    }

    /// The same, and these came meanwhile.
    void sleep(Duration time, List<Datagram> came) {
        meanwhile.addAll(came);
        sleeping.addAndGet(time.toNanos());
        wake();
    }

    /// This one comes again and again, faster than anybody reads.
    void flood(Datagram datagram) {
        flood = Optional.of(datagram);
        wake();
    }

    /// Whoever waits here does not come back before [#goOn]; returns once that is so.
    void hang() {
        stuck.acquireUninterruptibly();
        wake();
        while (!stuck.hasQueuedThreads()) {
            Thread.onSpinWait();
        }
    }

    void goOn() {
        stuck.release();
    }

    /// Nothing works any more.
    void fail(String why) {
        failure = why;
        wake();
    }

    void trouble(String text) {
        trouble = text;
    }

    void arrive(Datagram datagram) {
        waiting.add(datagram);
        wake();
    }

    private void did(String what) {
        if (done.isEmpty() || !done.getLast().equals(what)) {
            done.add(what);
        }
    }

    @Override
    public void begin() {}

    @Override
    public void alive() {}

    @Override
    public void ready() {}

    @Override
    public void stopping() {}

    @Override
    public long nowNanos() {
        return System.nanoTime() + sleptNanos.get();
    }

    @Override
    public void awaitUntil(long nanos) throws IOException {
        stuck.acquireUninterruptibly();
        stuck.release();
        if (!failure.isEmpty()) {
            throw new IOException(failure);
        }
        try {
            if (woken.tryAcquire(nanos - nowNanos(), TimeUnit.NANOSECONDS)) {
                woken.drainPermits();
            }
            long slept = sleeping.getAndSet(0);
            sleptNanos.addAndGet(slept);
            if (slept > 0) {
                waiting.addAll(meanwhile);
                changed.set(true);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void wake() {
        woken.release();
    }

    @Override
    public boolean changed() {
        boolean was = changed.getAndSet(false);
        if (was) {
            wires.forEach(FakeWire::mend);
        }
        return was;
    }

    @Override
    public Set<String> linked() {
        return linked;
    }

    @Override
    public Wire open(RouterPlan plan) throws IOException {
        if (!trouble.isEmpty()) {
            throw new IOException(trouble);
        }
        FakeWire wire = new FakeWire(plan.family());
        wires.add(wire);
        return wire;
    }

    @Override
    public void close() {
        did("host closed");
    }

    private final class FakeWire implements Wire {
        private final RouterPlan.Family family;
        private final int opened = generation.get();
        private boolean holding;

        FakeWire(RouterPlan.Family family) {
            this.family = family;
        }

        @Override
        public InetAddress source() {
            return family == RouterPlan.Family.IPV4 ? Packets.HERE : Packets.HERE_IPV6;
        }

        @Override
        public boolean isNear(InetAddress other) {
            return true;
        }

        @Override
        public boolean isStale() {
            return opened != generation.get();
        }

        @Override
        public void send(byte[] advert, InetAddress destination) {
            did(family + " sends " + (advert[2] & 0xff));
        }

        @Override
        public Optional<Datagram> receive() {
            return Optional.ofNullable(waiting.poll()).or(() -> flood);
        }

        void mend() {
            if (holding) {
                did(family + " puts back");
            }
        }

        @Override
        public void hold() {
            holding = true;
            did(family + " holds");
        }

        @Override
        public void release() {
            holding = false;
            did(family + " releases");
        }

        @Override
        public void stepBack() {
            // It has no virtual MAC address.
        }

        @Override
        public void remind() {
            did(family + " reminds");
        }

        @Override
        public void renew() {
            did(family + " renews");
        }

        @Override
        public void announce() {
            did(family + " announces");
        }

        @Override
        public void close() {
            wires.remove(this);
            did(family + " closed");
        }
    }
}
