package dev.redoubt.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.instance.FreePorts;
import dev.redoubt.linux.LocalSocket;
import dev.redoubt.peers.PlainClient;
import dev.redoubt.peers.RealRedis;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// A node that is replaced by a new process while clients are at work: none of them notices.
@Timeout(240)
class TakeOverIT {
    private static final int STEADY = 45;
    private static final int RESTLESS = 5;
    private static final int TIMES = 3;

    private final RealRedis redis = RealRedis.installed();
    private final List<Launched> processes = new ArrayList<>();
    private final List<ReplacedClient> clients = new ArrayList<>();
    private List<HostPort> ports;
    @TempDir private Path folder;
    private Path file;
    private Path socket;

    @BeforeEach
    void write() throws IOException {
        ports = FreePorts.take(2);
        socket = folder.resolve("orders.sock");
        file = write("servers: [%s]".formatted(redis.address()));
    }

    private Path write(String backend) throws IOException {
        return Files.writeString(
                folder.resolve("redoubt.yml"),
                """
                workers: 2
                admin: {listen: '%s'}
                pools:
                  orders:
                    listen: ['%s', 'unix:%s']
                    backend: {%s}
                """
                        .formatted(ports.getFirst(), ports.getLast(), socket, backend));
    }

    @AfterEach
    void end() throws IOException {
        for (ReplacedClient client : clients) {
            client.close();
        }
        processes.forEach(Launched::close);
        redis.close();
    }

    private HostPort address() {
        return ports.getLast();
    }

    private Launched run(String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("run", "-c", file.toString()));
        arguments.addAll(List.of(more));
        Launched process = Launched.redoubt(arguments.toArray(String[]::new));
        processes.add(process);
        return process;
    }

    private Launched takeOver() throws IOException {
        Launched next = run("--take-over", "--leave-within", "5s");
        next.lineWith("took over from process");
        return next;
    }

    @Test
    void noClientNoticesThreeRestartsInARow() throws Exception {
        Launched serving = run();
        serving.lineWith("serving from");
        for (int i = 0; i < STEADY + RESTLESS; i++) {
            boolean restless = i >= STEADY;
            clients.add(
                    restless
                            ? ReplacedClient.restless("c" + i, address())
                            : ReplacedClient.steady("c" + i, address()));
        }
        for (int i = 0; i < TIMES; i++) {
            awaitProgress();
            Launched next = takeOver();
            assertEquals(0, serving.status());
            serving = next;
        }
        awaitProgress();
        try (PlainClient direct = new PlainClient(redis.address())) {
            for (ReplacedClient client : clients) {
                client.settle(direct);
            }
        }
    }

    private void awaitProgress() {
        List<Long> before = clients.stream().map(ReplacedClient::rounds).toList();
        for (int i = 0; i < clients.size(); i++) {
            ReplacedClient client = clients.get(i);
            long rounds = before.get(i) + 5;
            Launched.await(
                    "rounds of " + client.name(),
                    () -> client.rounds() >= rounds || client.broken() != null);
            assertEquals(null, client.broken());
        }
    }

    @Test
    void whatAClientIsComesAlongAndWhatItIsAboutGetsItsTime() throws Exception {
        Launched first = run();
        first.lineWith("serving from");
        try (PlainClient known = new PlainClient(address());
                PlainClient cut = new PlainClient(address());
                PlainClient local = new PlainClient(socket);
                PlainClient transaction = new PlainClient(address());
                PlainClient blocked = new PlainClient(address());
                PlainClient subscribed = new PlainClient(address())) {
            assertEquals("+OK", known.ask("SELECT", "3"));
            assertEquals("+OK", known.ask("CLIENT", "SETNAME", "teller"));
            assertEquals("+OK", known.ask("SET", "k", "v"));
            assertEquals("+PONG", local.ask("PING"));
            cut.sendPart("*3\r\n$3\r\nSET\r\n$3\r\ncu");
            assertEquals("+OK", transaction.ask("MULTI"));
            assertEquals("+QUEUED", transaction.ask("INCR", "n"));
            blocked.send("BLPOP", "queue", "0");
            subscribed.send("SUBSCRIBE", "news");
            subscribed.reply();
            Launched.await(
                    "a blocked client",
                    () -> redis.command("INFO", "clients").contains("blocked_clients:1"));

            Launched second = run("--take-over", "--leave-within", "30s");
            second.lineWith("took over from process");

            assertEquals("v", known.ask("GET", "k"));
            assertEquals("teller", known.ask("CLIENT", "GETNAME"));
            assertEquals("+PONG", local.ask("PING"));
            cut.sendPart("t\r\n$1\r\nx\r\n");
            assertEquals("+OK", cut.reply());
            assertEquals("+QUEUED", transaction.ask("INCR", "n"));
            assertEquals("[:1, :2]", transaction.ask("EXEC").replace("\n", ", "));
            assertEquals("x", transaction.ask("GET", "cut"));
            assertEquals(":1", known.ask("PUBLISH", "news", "hello"));
            assertTrue(subscribed.reply().contains("hello"));
            assertTrue(first.process().isAlive());
            first.send("TERM");
            assertThrows(EOFException.class, subscribed::reply);
            assertEquals(0, first.status());
            assertEquals("v", known.ask("GET", "k"));
            assertTrue(Files.exists(socket));
        }
    }

    @Test
    void aNewProcessThatIsKilledHarmsNobody() throws Exception {
        Launched first = run();
        first.lineWith("serving from");
        try (PlainClient client = new PlainClient(address())) {
            assertEquals("+PONG", client.ask("PING"));
            Launched killed = run("--take-over");
            killed.lineWith("taking over from process");
            killed.send("KILL");

            first.lineWith("does not take over: the other process is gone");
            assertEquals("+PONG", client.ask("PING"));
            try (PlainClient another = new PlainClient(address());
                    PlainClient local = new PlainClient(socket)) {
                assertEquals("+PONG", another.ask("PING"));
                assertEquals("+PONG", local.ask("PING"));
            }
        }
    }

    @Test
    void anOldProcessThatIsKilledLeavesAllToTheNewOne() throws Exception {
        Launched first = run();
        first.lineWith("serving from");
        Launched second = run("--take-over");
        second.lineWith("taking over from process");
        first.send("KILL");

        second.lineWith("serving 127.0.0.1:");
        try (PlainClient client = new PlainClient(address());
                PlainClient local = new PlainClient(socket)) {
            assertEquals("+PONG", client.ask("PING"));
            assertEquals("+PONG", local.ask("PING"));
        }
        takeOver();
        assertEquals(0, second.status());
    }

    @Test
    void whatAClientsWritesArePromisedComesAlong() throws Exception {
        Files.writeString(
                file,
                "    clients: {'audit*': {durability: {replicas: 1, timeout: 100ms}}}\n",
                StandardOpenOption.APPEND);
        run().lineWith("serving from");
        try (PlainClient audit = new PlainClient(address());
                PlainClient other = new PlainClient(address())) {
            assertEquals("+OK", audit.ask("CLIENT", "SETNAME", "audit-1"));
            String refused = audit.ask("SET", "a", "1");
            assertTrue(refused.contains("not acknowledged"), refused);
            assertEquals("+OK", other.ask("SET", "b", "1"));

            takeOver();

            String again = audit.ask("SET", "a", "2");
            assertTrue(again.contains("not acknowledged"), again);
            assertEquals("+OK", other.ask("SET", "b", "2"));
        }
    }

    @Test
    void oneThatCannotServeDoesNotTakeOver() throws Exception {
        Launched first = run();
        first.lineWith("serving from");
        file = write("servers: ['127.0.0.1:1']");

        Launched second = run("--take-over");

        assertEquals(1, second.status());
        assertTrue(second.err().contains("pools.orders: found no primary"), second.err());
        assertTrue(second.err().contains("the process that serves goes on"), second.err());
        try (PlainClient client = new PlainClient(address())) {
            assertEquals("+PONG", client.ask("PING"));
        }
        assertTrue(Files.exists(socket));
    }

    /// What waits has been promised to wait.
    @Test
    void aPauseIsARefusalUntilItEnds() throws Exception {
        Files.writeString(file, "    failover: {hold: 60s}\n", StandardOpenOption.APPEND);
        Launched first = run();
        first.lineWith("serving from");
        try (PlainClient client = new PlainClient(address())) {
            assertEquals("+OK", client.ask("SET", "k", "1"));
            order("pause");
            client.send("INCR", "k");

            Launched second = run("--take-over");
            assertEquals(1, second.status());
            assertTrue(second.err().contains("paused by an operator until"), second.err());
            assertTrue(second.err().contains("(redoubt resume orders)"), second.err());

            order("resume");
            assertEquals(":2", client.reply());
            takeOver();
            assertEquals(0, first.status());
            assertEquals(":3", client.ask("INCR", "k"));
        }
    }

    private void order(String command) throws Exception {
        String admin = "http://" + ports.getFirst();
        try (Launched order = Launched.redoubt(command, "orders", "--admin", admin)) {
            assertEquals(0, order.status(), order::err);
        }
    }

    @Test
    void garbageIsIgnoredAndASecondStartIsAnError() throws Exception {
        Launched first = run();
        first.lineWith("serving from");
        try (LocalSocket stranger = stranger()) {
            stranger.send(new byte[] {71, 69, 84}, LocalSocket.NONE);
            first.lineWith("does not take over: the other process speaks another version");
        }

        Launched second = run();
        assertEquals(1, second.status());
        assertTrue(second.err().contains("in use"), second.err());

        takeOver();
        assertEquals(0, first.status());
    }

    private LocalSocket stranger() throws IOException {
        String name = "redoubt/" + ports.getFirst();
        List<LocalSocket> connected = new ArrayList<>();
        Launched.await(
                "the name " + name,
                () -> {
                    try {
                        LocalSocket socket = LocalSocket.connect(name);
                        return socket != null && connected.add(socket);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
        return connected.getFirst();
    }

    @Test
    void whereNobodyServesItStarts() throws Exception {
        Launched first = run("--take-over");
        first.lineWith("there is nothing to take over");
        first.lineWith("serving from");
        try (PlainClient client = new PlainClient(address())) {
            assertEquals("+PONG", client.ask("PING"));
        }
        assertFalse(first.err().contains("WARN"), first.err());
    }
}
