package dev.redoubt.cli;

import dev.redoubt.config.ListenAddress;
import dev.redoubt.config.RedoubtConfig;
import dev.redoubt.handover.Giver;
import dev.redoubt.handover.Rendezvous;
import dev.redoubt.linux.LocalSocket;
import dev.redoubt.linux.NotifySocket;
import dev.redoubt.linux.SystemCallException;
import dev.redoubt.net.Inheritance;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// One run of a node, from its start to the moment when it is told to stop, or another process has
/// taken over from it.
final class NodeRun {
    private static final Logger LOG = LoggerFactory.getLogger(NodeRun.class);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(5);

    private final RedoubtConfig config;
    private final Shutdown shutdown;
    private volatile @Nullable String failure;

    /// @param shutdown gets what is to be ended
    NodeRun(RedoubtConfig config, Shutdown shutdown) {
        this.config = config;
        this.shutdown = shutdown;
    }

    /// Serves; returns when it shall end.
    ///
    /// @throws IOException if it cannot, with a message for people
    void serve() throws IOException, InterruptedException {
        Node node = Node.start(config, event -> {});
        Tenure tenure = tenure(node);
        tenure.openVips();
        tenure.beginVips();
        LOG.info("serving {}", listed(node.addresses()));
        tenure.startAdmin();
        beginTerm(node, tenure);
        await();
    }

    /// The same, but takes the work over from the process that serves this node, if there is one.
    ///
    /// @param limit how long that one may stay for connections that cannot go
    void takeOver(Duration limit) throws IOException, InterruptedException {
        Optional<NodeTaker> found = NodeTaker.of(config, limit);
        if (found.isEmpty()) {
            LOG.info("no process of this node serves: there is nothing to take over");
            serve();
            return;
        }
        try (NodeTaker taker = found.get()) {
            LOG.info("taking over from process {}", taker.process());
            Inheritance inheritance = taker.inheritance(Node.workers(config));
            Node node = Node.start(config, event -> {}, inheritance, taker::remind);
            inheritance.rest().forEach(LocalSocket::close);
            Tenure tenure = tenure(node);
            tenure.openVips();
            taker.prepare(node, shutdown);
            tenure.startAdmin();
            Runnable owned =
                    () -> {
                        // First: nobody holds them.
                        tenure.beginVips();
                        beginTerm(node, tenure);
                    };
            taker.serve(node, tenure, owned, this::fail);
            LOG.info("serving {}", listed(node.addresses()));
            await();
        }
    }

    private Tenure tenure(Node node) {
        Tenure tenure = new Tenure(config, node);
        // The last step: programs may take longer than clients.
        shutdown.add(tenure::awaitTold);
        shutdown.add(() -> node.drain(DRAIN_LIMIT, () -> leave(tenure)));
        shutdown.add(() -> tellStopping(tenure));
        if (!config.vips().isEmpty()) {
            shutdown.hurry();
        }
        return tenure;
    }

    /// Another node waits for the virtual addresses: they go before everything that takes time.
    private static void leave(Tenure tenure) {
        tenure.endVips();
        tenure.endAdmin();
    }

    private void tellStopping(Tenure tenure) {
        // Where there are virtual addresses, their thread says so.
        if (tenure.isInOffice() && config.vips().isEmpty()) {
            NotifySocket.of(System.getenv()).ifPresent(manager -> tell(manager::stopping));
        }
    }

    private void fail(String reason) {
        failure = reason;
        shutdown.request();
    }

    private void await() throws IOException, InterruptedException {
        shutdown.await();
        String reason = failure;
        if (reason != null) {
            throw new IOException(reason);
        }
        if (!shutdown.isRequested()) {
            LOG.info("told to stop");
        }
    }

    /// This process is the node from now on, and the next one can take over from it.
    private void beginTerm(Node node, Tenure tenure) {
        tenure.begin();
        if (config.vips().isEmpty()) {
            NotifySocket.of(System.getenv()).ifPresent(manager -> tell(manager::ready));
        }
        Rendezvous.of(config.admin().listen())
                .ifPresent(rendezvous ->
                        Giver.start(rendezvous, new NodeGiver(node, tenure, shutdown)));
    }

    private interface Word {
        void say() throws SystemCallException;
    }

    private static void tell(Word word) {
        try {
            word.say();
        } catch (SystemCallException e) {
            LOG.warn("the service manager: {}", e.getMessage());
        }
    }

    private static String listed(List<ListenAddress> addresses) {
        return addresses.stream().map(ListenAddress::toString).collect(Collectors.joining(", "));
    }
}
