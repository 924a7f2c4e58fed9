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
    private final ServerSettings settings;
    private final Replication replication;
    private final List<Wire> clients = new ArrayList<>();
    private final HelloChannel hellos = new HelloChannel(this);
    private final WaitingClients waits;
    private Line line = new Line();
    private long generation;
    private int fileMaster;
    private long runId;
    private long loadedAtNanos;

    SimulatedRedis(
            World world,
            FakeNetwork network,
            List<SimulatedRedis> servers,
            int number,
            Invariants invariants,
            ServerSettings settings) {
        super(world, "redis-" + number, number);
        this.number = number;
        this.firstMaster = number == 0 ? NOBODY : 0;
        this.fileMaster = firstMaster;
        this.invariants = invariants;
        this.settings = settings;
        this.replication = new Replication(this, network, servers);
        this.waits = new WaitingClients(this, replication);
    }

    int number() {
        return number;
    }

    Line line() {
        return line;
    }

    /// Grows whenever something may have been lost.
    long generation() {
        return generation;
    }

    ServerSettings settings() {
        return settings;
    }

    Replication replication() {
        return replication;
    }

    long runId() {
        return runId;
    }

    void replaceLine(Line whole) {
        line = whole;
        generation++;
    }

    boolean isMaster() {
        return replication.master() == NOBODY;
    }

    /// What a restart finds on disk.
    ///
    /// @param entries how much of its data
    void keepOnDisk(int entries) {
        replaceLine(line.first(entries));
    }

    @Override
    void started() {
        clients.clear();
        hellos.clear();
        runId = world().random().nextLong(1, Long.MAX_VALUE);
        boolean quick = line.size() == 0 || world().oneIn(2);
        loadedAtNanos = world().nowNanos() + (quick ? 0 : world().between(0, 2000));
        waits.clear();
        replication.begin(
                settings.file() == ServerSettings.ConfigFile.REWRITTEN ? fileMaster : firstMaster,
                memory());
        if (!isMaster()) {
            invariants.demoted(number);
        }
        invariants.promises().started(this);
    }

    /// What its data tells of its history: an RDB file does, an append-only file does not.
    private Replication.Memory memory() {
        boolean told = settings.tellsOffsets() && line.size() > 0 && world().oneIn(2);
        return told ? Replication.Memory.FILE : Replication.Memory.NONE;
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
        if (!isMaster()) {
            invariants.promises().copied(entry, number);
        }
        replication.feed(new Message.Entry(entry, hello));
        hello.ifPresent(hellos::tell);
    }

    /// PUBLISH by somebody who is no Sentinel.
    void forge(Message.Hello hello) {
        append(0, Optional.of(hello));
    }

    /// Tells each hello twice, up to so much later; 0 stops that.
    void echo(long nanos) {
        hellos.echo(nanos);
    }

    private Message info() {
        return new Message.InfoReply(
                runId,
                replication.master(),
                replication.isLinkUp(),
                replication.linkDownSeconds(),
                line.size(),
                replication.followers().numbers(),
                new Message.Told(settings.priority(), generation));
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
            invariants.promises().executing(command.id(), this);
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
        if (command.master() != NOBODY) {
            waits.unblock();
        }
        replication.follow(command.master());
        for (Wire client : List.copyOf(clients)) {
            if (client != by && !replication.followers().contain(client)) {
                client.close();
                clients.remove(client);
                hellos.left(client);
            }
        }
    }

    private final class Client implements Endpoint {
        private final Wire wire;
        private int covered;

        Client(Wire wire) {
            this.wire = wire;
        }

        @Override
        public void received(Message message) {
            switch (message) {
                case Message.Ping _ -> wire.send(new Message.Pong());
                case Message.Info _ -> wire.send(info());
                case Message.Subscribe _ -> hellos.subscribe(wire);
                case Message.Publish(Message.Hello hello) -> {
                    wire.send(new Message.Published());
                    if (isMaster()) {
                        append(0, Optional.of(hello));
                    } else {
                        hellos.tell(hello);
                    }
                }
                case Message.ReplicaOf command -> {
                    replicaOf(command, wire);
                    wire.send(new Message.Done());
                }
                case Message.Role _ -> wire.send(new Message.RoleReply(isMaster(), runId));
                case Message.Command command -> {
                    wire.send(execute(command));
                    boolean moves =
                            command.kind().writes()
                                    || settings.covers() == ServerSettings.Covers.EVERYBODYS;
                    covered = moves && isMaster() ? line.size() : covered;
                }
                case Message.Wait wait -> waits.take(wire, wait, covered);
                case Message.Look _ ->
                        wire.send(
                                new Message.LookReply(
                                        ServerText.info(SimulatedRedis.this),
                                        invariants.promises().sight(SimulatedRedis.this)));
                case Message.Offset(int offset) -> {
                    replication.followers().acknowledged(wire, offset);
                    waits.check();
                }
                case Message.Synchronize request -> replication.serve(wire, request);
                default -> throw new IllegalStateException(message.toString());
            }
        }

        @Override
        public void ended(Ended how) {
            clients.remove(wire);
            hellos.left(wire);
            replication.followers().remove(wire);
            waits.left(wire);
        }
    }
}
