package dev.redoubt.cli;

import dev.redoubt.handover.Giver;
import dev.redoubt.linux.NotifySocket;
import dev.redoubt.linux.SystemCallException;
import dev.redoubt.net.Listener;
import dev.redoubt.net.Transport;
import dev.redoubt.pool.Pool;
import dev.redoubt.snapshot.VipSnapshot;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A node that another process takes over.
final class NodeGiver implements Giver.Hands {
    private static final Logger LOG = LoggerFactory.getLogger(NodeGiver.class);

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
        Optional<String> sentAway =
                node.vips().stream()
                        .filter(vip -> vip.stance() == VipSnapshot.Stance.LEFT)
                        .map(vip -> "vips." + vip.name() + ": sent away (redoubt vip return)")
                        .findFirst();
        return sentAway.or(
                () -> node.all().stream().flatMap(pool -> pool.objection().stream()).findFirst());
    }

    private Stream<Listener> allListeners() {
        return node.all().stream().flatMap(pool -> pool.listeners().stream());
    }

    @Override
    public List<Giver.Offer> listeners() {
        return allListeners()
                .flatMap(listener ->
                        listener.descriptors().stream()
                                .map(each -> new Giver.Offer(listener.address().toString(), each)))
                .toList();
    }

    @Override
    public List<String> serving() {
        return node.serving();
    }

    @Override
    public void free() {
        tenure.free();
    }

    @Override
    public void reclaim() {
        tenure.reclaim();
    }

    @Override
    public void stopAccepting() {
        allListeners().forEach(Listener::stopAccepting);
    }

    @Override
    public void acceptAgain() {
        node.all().forEach(pool -> pool.relocation().keep());
        allListeners().forEach(Listener::acceptAgain);
    }

    @Override
    public int passOn(Set<String> pools, Giver.Courier courier) {
        return node.all().stream()
                .filter(pool -> pools.contains(pool.name()))
                .mapToInt(pool -> passOn(pool, courier))
                .sum();
    }

    private static int passOn(Pool pool, Giver.Courier courier) {
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
        NotifySocket.of(System.getenv()).ifPresent(manager -> tell(manager, process));
    }

    private static void tell(NotifySocket manager, int process) {
        try {
            manager.mainProcess(process);
        } catch (SystemCallException e) {
            LOG.warn("the service manager: {}", e.getMessage());
        }
    }

    @Override
    public void end() {
        LOG.info("another process serves this node: this one ends");
        shutdown.request();
    }
}
