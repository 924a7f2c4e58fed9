package dev.redoubt.cli;

import dev.redoubt.handover.Courier;
import dev.redoubt.handover.Giver;
import dev.redoubt.handover.Memory;
import dev.redoubt.handover.Offer;
import dev.redoubt.linux.NotifySocket;
import dev.redoubt.linux.SystemCallException;
import dev.redoubt.net.Listener;
import dev.redoubt.net.Transport;
import dev.redoubt.pool.Pool;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// A node that another process takes over.
final class NodeGiver implements Giver.Hands {
    private static final Logger LOG = LoggerFactory.getLogger(NodeGiver.class);

    private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long TELL_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Node node;
    private final Tenure tenure;
    private final Shutdown shutdown;

    NodeGiver(Node node, Tenure tenure, Shutdown shutdown) {
        this.node = node;
        this.tenure = tenure;
        this.shutdown = shutdown;
    }

    @Override
    public Optional<String> objection() {
        if (node.transport() != Transport.EPOLL) {
            return Optional.of("the process that serves runs with another transport than epoll");
        }
        if (shutdown.begun()) {
            return Optional.of("the process that serves is being stopped");
        }
        return node.all().stream().flatMap(pool -> pool.objection().stream()).findFirst();
    }

    private Stream<Listener> allListeners() {
        return node.all().stream().flatMap(pool -> pool.listeners().stream());
    }

    @Override
    public List<Offer> listeners() {
        return allListeners()
                .flatMap(listener ->
                        listener.descriptors().stream()
                                .map(each -> new Offer(listener.address().toString(), each)))
                .toList();
    }

    @Override
    public List<String> serving() {
        return node.serving();
    }

    @Override
    public List<Memory> memories() throws IOException {
        List<Memory> memories = new ArrayList<>();
        for (Pool pool : node.all()) {
            memories.add(new Memory(NodeTaker.POOLS + pool.name(), pool.relocation().memory()));
        }
        return memories;
    }

    @Override
    public void free() {
        tenure.endAdmin();
    }

    @Override
    public List<Memory> bequeath(Set<String> claims) {
        return tenure.bequeathVips(claims).stream()
                .map(memory -> new Memory(NodeTaker.VIPS, memory))
                .toList();
    }

    @Override
    public void reclaim() {
        tenure.reclaim();
    }

    @Override
    public void stopAccepting() {
        // From now on the other one accepts: an end of this one must not take its files along.
        allListeners().forEach(Listener::disown);
        allListeners().forEach(Listener::stopAccepting);
    }

    @Override
    public void acceptAgain() {
        node.all().forEach(pool -> pool.relocation().keep());
        allListeners().forEach(Listener::own);
        allListeners().forEach(Listener::acceptAgain);
    }

    @Override
    public int passOn(Set<String> pools, Courier courier) {
        return node.all().stream()
                .filter(pool -> pools.contains(pool.name()))
                .mapToInt(pool -> passOn(pool, courier))
                .sum();
    }

    private static int passOn(Pool pool, Courier courier) {
        return pool.relocation()
                .passOn((descriptor, state) -> courier.take(pool.name(), descriptor, state));
    }

    @Override
    public void keep() {
        node.all().forEach(pool -> pool.relocation().keep());
    }

    @Override
    public long clients() {
        return node.clients();
    }

    @Override
    public void retire(int process) {
        allListeners().forEach(Listener::leave);
        node.all().forEach(pool -> pool.relocation().bequeath());
        tenure.retire();
        NotifySocket.of(System.getenv()).ifPresent(manager -> tell(manager, process));
    }

    /// Not told, it would end the unit with this process: it may be busy for a moment.
    private static void tell(NotifySocket manager, int process) {
        long deadlineNanos = System.nanoTime() + TELL_NANOS;
        while (true) {
            try {
                manager.mainProcess(process);
                return;
            } catch (SystemCallException e) {
                if (System.nanoTime() - deadlineNanos >= 0) {
                    LOG.warn("the service manager: {}", e.getMessage());
                    return;
                }
                LockSupport.parkNanos(TELL_PAUSE_NANOS);
            }
        }
    }

    @Override
    public void end() {
        LOG.info("another process serves this node: this one ends");
        shutdown.request();
    }
}
