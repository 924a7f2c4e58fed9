package dev.redoubt.simulation;

import static dev.redoubt.simulation.Message.NOBODY;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A Redis server: executes at once, copies to its replicas later, does what REPLICAOF says and
/// ends its clients then. Its disk has its data, and its role where CONFIG REWRITE finds a file.
final class SimulatedRedis extends SimulatedProcess {
    private final int number;
    private final int firstMaster;
    private final Invariants invariants;
    private final ConfigFile file;
    private final Replication replication;
    private final List<Wire> clients = new ArrayList<>();
    private final List<Wire> subscribers = new ArrayList<>();
    private Line line = new Line();
    private int fileMaster;
    private long runId;
    private long loadedAtNanos;
    private long echoNanos;

    /// Whether REPLICAOF outlives a restart.
    enum ConfigFile {
        REWRITTEN,
        ABSENT
    }

    SimulatedRedis(
            World world,
            FakeNetwork network,
            List<SimulatedRedis> servers,
            int number,
            Invariants invariants,
            ConfigFile file) {
        super(world, "redis-" + number, number);
        this.number = number;
        this.firstMaster = number == 0 ? NOBODY : 0;
        this.fileMaster = firstMaster;
        this.invariants = invariants;
        this.file = file;
        this.replication = new Replication(this, network, servers);
    }

    int number() {
        return number;
    }

    Line line() {
        return line;
    }

    void replaceLine(Line whole) {
        line = whole;
    }

    boolean isMaster() {
        return replication.master() == NOBODY;
    }

    /// What a restart finds on disk.
    ///
    /// @param entries how much of its data
    void keepOnDisk(int entries) {
        line = line.first(entries);
    }

    @Override
    void started() {
        clients.clear();
        subscribers.clear();
        runId = world().random().nextLong(1, Long.MAX_VALUE);
        boolean quick = line.size() == 0 || world().oneIn(2);
        loadedAtNanos = world().nowNanos() + (quick ? 0 : world().between(0, 2000));
        replication.begin(file == ConfigFile.REWRITTEN ? fileMaster : firstMaster);
        if (!isMaster()) {
            invariants.demoted(number);
        }
    }

    boolean isLoading() {
        return world().nowNanos() < loadedAtNanos;
    }

    @Override
    Endpoint accept(Wire wire) {
        clients.add(wire);
        return new Client(wire);
    }

    /// Takes one more entry, from a client or from the master, and passes it on.
    void append(long entry, Optional<Message.Hello> hello) {
        line.add(entry);
        replication.feed(new Message.Entry(entry, hello));
        hello.ifPresent(this::tell);
    }

    private void tell(Message.Hello hello) {
        subscribers.forEach(subscriber -> subscriber.send(hello));
        if (echoNanos > 0) {
            long late = world().random().nextLong(echoNanos);
            timer(late, () -> subscribers.forEach(subscriber -> subscriber.send(hello)));
        }
    }

    /// PUBLISH by somebody who is no Sentinel.
    void forge(Message.Hello hello) {
        append(0, Optional.of(hello));
    }

    /// Tells each hello twice, up to so much later; 0 stops that.
    void echo(long nanos) {
        echoNanos = nanos;
    }

    private Message info() {
        return new Message.InfoReply(
                runId,
                replication.master(),
                replication.isLinkUp(),
                replication.linkDownSeconds(),
                line.size(),
                replication.replicas());
    }

    private Message execute(Message.Command command) {
        boolean write = command.kind().writes();
        if (isLoading()) {
            return new Message.Reply(command.id(), Message.Reply.Outcome.LOADING, 0);
        }
        if (write && !isMaster()) {
            return new Message.Reply(command.id(), Message.Reply.Outcome.READ_ONLY, 0);
        }
        if (write) {
            append(command.id(), Optional.empty());
        }
        boolean raises = command.kind() == Message.Command.Kind.SCRIPT && world().oneIn(2);
        return new Message.Reply(
                command.id(),
                raises ? Message.Reply.Outcome.RAISED : Message.Reply.Outcome.DONE,
                invariants.executed(command, this));
    }

    private void replicaOf(Message.ReplicaOf command, Wire by) {
        log(
                "becomes "
                        + (command.master() == NOBODY
                                ? "master"
                                : "replica of " + command.master()));
        if (command.master() == NOBODY && !isMaster()) {
            invariants.promoted(number, command.order());
        }
        if (command.master() != NOBODY) {
            invariants.demoted(number);
        }
        fileMaster = command.master();
        replication.follow(command.master());
        for (Wire client : List.copyOf(clients)) {
            if (client != by && !replication.serves(client)) {
                client.close();
                clients.remove(client);
                subscribers.remove(client);
            }
        }
    }

    private final class Client implements Endpoint {
        private final Wire wire;

        Client(Wire wire) {
            this.wire = wire;
        }

        @Override
        public void received(Message message) {
            switch (message) {
                case Message.Ping _ -> wire.send(new Message.Pong());
                case Message.Info _ -> wire.send(info());
                case Message.Subscribe _ -> subscribers.add(wire);
                case Message.Publish(Message.Hello hello) -> {
                    wire.send(new Message.Published());
                    if (isMaster()) {
                        append(0, Optional.of(hello));
                    } else {
                        tell(hello);
                    }
                }
                case Message.ReplicaOf command -> {
                    replicaOf(command, wire);
                    wire.send(new Message.Done());
                }
                case Message.Role _ -> wire.send(new Message.RoleReply(isMaster()));
                case Message.Command command -> wire.send(execute(command));
                case Message.Synchronize request -> replication.serve(wire, request);
                default -> throw new IllegalStateException(message.toString());
            }
        }

        @Override
        public void ended(Ended how) {
            clients.remove(wire);
            subscribers.remove(wire);
            replication.left(wire);
        }
    }
}
