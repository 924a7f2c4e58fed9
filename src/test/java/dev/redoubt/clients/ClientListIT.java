package dev.redoubt.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.Front;
import dev.redoubt.peers.LeakCheck;
import dev.redoubt.peers.RawClient;
import dev.redoubt.peers.RawClients;
import dev.redoubt.peers.RealRedis;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/// CLIENT LIST, CLIENT INFO, CLIENT KILL and INFO's `connected_clients` mean clients, whatever
/// links they are on, on two loops.
@ExtendWith(LeakCheck.class)
class ClientListIT {
    private static final long LEAST_NUMBER = 1L << 52;

    private final RealRedis redis = RealRedis.installed();
    private final Front front =
            Front.start(Front.file(redis.address(), "", "").replace("workers: 1", "workers: 2"));
    private final RawClients clients = new RawClients();

    @AfterEach
    void stop() throws IOException {
        clients.close();
        front.close();
        redis.close();
    }

    private RawClient direct() throws IOException {
        return clients.connect(redis.address());
    }

    /// One that goes over shared links once it has a name.
    private RawClient named(String name) throws IOException {
        RawClient client = clients.connect(front.address());
        assertEquals("+OK\r\n", client.ask("CLIENT", "SETNAME", name));
        assertEquals("$-1\r\n", client.ask("GET", "none"));
        return client;
    }

    private List<RawClient> crowd(int count) throws IOException {
        List<RawClient> crowd = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            crowd.add(named("client-" + i));
        }
        return crowd;
    }

    private static List<String> lines(String reply) {
        return reply.lines()
                .map(line -> line.replaceFirst("^txt:", ""))
                .filter(line -> line.startsWith("id="))
                .toList();
    }

    private static List<String> lines(String reply, String name) {
        return lines(reply).stream().filter(line -> line.contains(" name=" + name + " ")).toList();
    }

    private static String value(String line, String field) {
        return Arrays.stream(line.strip().split(" ", -1))
                .filter(each -> each.startsWith(field + "="))
                .map(each -> each.substring(field.length() + 1))
                .findFirst()
                .orElseThrow();
    }

    private static String number(RawClient client) throws IOException {
        return value(lines(client.ask("CLIENT", "INFO")).getFirst(), "id");
    }

    private static List<String> names(String line) {
        return Arrays.stream(line.split(" ", -1)).map(each -> each.split("=", -1)[0]).toList();
    }

    private static String told(RawClient client, String section) throws IOException {
        return client.ask("INFO", section)
                .lines()
                .filter(line -> line.startsWith("connected_clients:"))
                .findFirst()
                .orElse("")
                .replace("connected_clients:", "");
    }

    @Test
    void everyClientHasOneLineLikeAnyOther() throws IOException {
        List<RawClient> crowd = crowd(12);
        RawClient direct = direct();
        direct.ask("CLIENT", "SETNAME", "direct");
        String reply = crowd.getFirst().ask("CLIENT", "LIST");
        assertEquals(13, lines(reply).size(), reply);
        assertFalse(reply.contains("redoubt"), reply);
        String model = lines(reply, "direct").getFirst();
        assertEquals(redis.address().toString(), value(model, "laddr"));
        for (int i = 0; i < crowd.size(); i++) {
            List<String> own = lines(reply, "client-" + i);
            assertEquals(1, own.size(), reply);
            assertEquals(names(model), names(own.getFirst()));
            assertEquals(front.address().toString(), value(own.getFirst(), "laddr"));
            assertEquals("default", value(own.getFirst(), "user"));
        }
        assertEquals(
                13, new HashSet<>(lines(reply).stream().map(l -> value(l, "id")).toList()).size());
        assertEquals(
                13,
                new HashSet<>(lines(reply).stream().map(l -> value(l, "addr")).toList()).size());
        assertEquals(13, lines(crowd.get(1).ask("CLIENT", "LIST", "TYPE", "normal")).size());
        assertEquals(0, lines(crowd.get(1).ask("CLIENT", "LIST", "TYPE", "pubsub")).size());
    }

    @Test
    void infoCountsThem() throws IOException {
        RawClient first = crowd(7).getFirst();
        direct();
        direct().ask("PING");
        clients.get(7).ask("PING");
        for (String section : List.of("clients", "everything", "default")) {
            assertEquals("9", told(first, section), section);
        }
        assertTrue(first.ask("HELLO", "3").startsWith("%"), "RESP3");
        assertEquals("9", told(first, "clients"));
        assertTrue(first.ask("CLIENT", "ID").startsWith(":"), "keeps its link");
        assertEquals("9", told(first, "clients"));
        assertEquals("", told(first, "memory"));
        first.sendBytes(
                RawClient.request("PING").repeat(3)
                        + RawClient.request("INFO", "clients")
                        + RawClient.request("PING"));
        assertEquals("+PONG\r\n+PONG\r\n+PONG\r\n", first.reply() + first.reply() + first.reply());
        assertTrue(first.reply().contains("connected_clients:9\r\n"), "in its turn");
        assertEquals("+PONG\r\n", first.reply());
    }

    @Test
    void stateOfTheConnectionIsShown() throws IOException {
        RawClient asker = named("asker");
        RawClient resp3 = named("three");
        resp3.ask("HELLO", "3");
        resp3.ask("SELECT", "5");
        RawClient subscriber = named("subscriber");
        subscriber.ask("SUBSCRIBE", "c");
        RawClient blocked = named("blocked");
        blocked.send("BLPOP", "none", "0");
        RealRedis.await("blocked", () -> redis.command("INFO").contains("blocked_clients:1"));
        String reply = asker.ask("CLIENT", "LIST");
        assertEquals(4, lines(reply).size(), reply);
        String three = lines(reply, "three").getFirst();
        assertEquals("5 3", value(three, "db") + " " + value(three, "resp"));
        assertEquals("1", value(lines(reply, "subscriber").getFirst(), "sub"));
        assertEquals("client|list", value(lines(reply, "asker").getFirst(), "cmd"));
        String pubsub = asker.ask("CLIENT", "LIST", "TYPE", "pubsub");
        assertEquals(1, lines(pubsub).size(), pubsub);
        String normal = resp3.ask("CLIENT", "LIST", "TYPE", "normal");
        assertEquals(3, lines(normal).size(), normal);
        assertTrue(resp3.ask("CLIENT", "LIST").startsWith("="), "verbatim");
        // The number of who blocks is the server's, for others to end its wait.
        String id = value(lines(reply, "blocked").getFirst(), "id");
        assertEquals(":1\r\n", asker.ask("CLIENT", "UNBLOCK", id));
        assertEquals("*-1\r\n", blocked.reply());
        RealRedis.await(
                "its link goes", () -> !redis.command("CLIENT", "LIST").contains("id=" + id + " "));
    }

    @Test
    void aNumberStaysWithItsClient() throws IOException {
        RawClient client = named("one");
        RawClient other = named("two");
        String id = number(client);
        assertTrue(Long.parseLong(id) > LEAST_NUMBER, id);
        client.ask("GET", "none");
        assertEquals(id, value(lines(other.ask("CLIENT", "LIST"), "one").getFirst(), "id"));
        assertEquals(id, number(client));
        String both = other.ask("CLIENT", "LIST", "ID", id, "1", number(other));
        assertEquals(
                List.of("one", "two"), lines(both).stream().map(l -> value(l, "name")).toList());
        String own = client.ask("CLIENT", "ID").substring(1).strip();
        assertNotEquals(id, own);
        assertEquals(own, number(client));
        assertEquals(1, lines(other.ask("CLIENT", "LIST", "ID", own)).size());
        assertTrue(
                other.ask("CLIENT", "LIST", "ID", "x").startsWith("-ERR Invalid client ID"),
                "refused");
    }

    @Test
    void whoMayNotIsRefusedByTheServer() throws IOException {
        RawClient client = named("one");
        redis.command(
                "ACL",
                "SETUSER",
                "guest",
                "on",
                ">pw",
                "~*",
                "+@all",
                "-client|list",
                "-client|kill",
                "-info");
        RawClient guest = named("guest");
        guest.ask("AUTH", "guest", "pw");
        assertTrue(guest.ask("CLIENT", "LIST").startsWith("-NOPERM"), "list");
        assertTrue(guest.ask("CLIENT", "KILL", "TYPE", "normal").startsWith("-NOPERM"), "kill");
        assertTrue(guest.ask("CLIENT", "KILL", "1.2.3.4:5").startsWith("-NOPERM"), "old kill");
        assertTrue(
                guest.ask("CLIENT", "KILL", "ID", number(client)).startsWith("-NOPERM"), "by id");
        assertTrue(guest.ask("INFO").startsWith("-NOPERM"), "info");
        assertEquals("+PONG\r\n", client.ask("PING"));
        redis.command("ACL", "SETUSER", "guest", "+client|kill");
        assertEquals(":1\r\n", guest.ask("CLIENT", "KILL", "ID", number(client)));
        assertEquals("", client.untilEnd());
        assertEquals("+PONG\r\n", guest.ask("PING"));
    }

    @Test
    void whoIsKilledIsGoneByWhateverItIsKnown() throws IOException {
        RawClient killer = named("killer");
        RawClient victim = named("v");
        assertEquals(":1\r\n", killer.ask("CLIENT", "KILL", "ID", number(victim)));
        assertEquals("", victim.untilEnd());
        victim = named("v");
        String address = value(lines(victim.ask("CLIENT", "INFO")).getFirst(), "addr");
        assertEquals("+OK\r\n", killer.ask("CLIENT", "KILL", address));
        assertEquals("", victim.untilEnd());
        assertEquals("-ERR No such client\r\n", killer.ask("CLIENT", "KILL", address));
        victim = named("v");
        address = value(lines(victim.ask("CLIENT", "INFO")).getFirst(), "addr");
        assertEquals(":1\r\n", killer.ask("CLIENT", "KILL", "ADDR", address, "USER", "default"));
        assertEquals("", victim.untilEnd());
        redis.command("ACL", "SETUSER", "guest", "on", ">pw", "~*", "+@all");
        victim = named("v");
        victim.ask("AUTH", "guest", "pw");
        victim.ask("GET", "none");
        assertEquals(":1\r\n", killer.ask("CLIENT", "KILL", "USER", "guest"));
        assertEquals("", victim.untilEnd());
        assertEquals("-ERR No such user 'none'\r\n", killer.ask("CLIENT", "KILL", "USER", "none"));
        victim = named("v");
        victim.send("BLPOP", "none", "0");
        RealRedis.await("blocked", () -> redis.command("INFO").contains("blocked_clients:1"));
        String id = value(lines(killer.ask("CLIENT", "LIST"), "v").getFirst(), "id");
        assertEquals(":1\r\n", killer.ask("CLIENT", "KILL", "ID", id));
        assertEquals("", victim.untilEnd());
        victim = named("v");
        RawClient direct = direct();
        direct.ask("PING");
        String front = this.front.address().toString();
        assertEquals(":1\r\n", killer.ask("CLIENT", "KILL", "LADDR", front));
        assertEquals("", victim.untilEnd());
        assertEquals("+PONG\r\n", direct.ask("PING"));
        assertEquals(":1\r\n", killer.ask("CLIENT", "KILL", "LADDR", redis.address().toString()));
        assertEquals("", direct.untilEnd());
        assertEquals("+PONG\r\n", killer.ask("PING"));
    }

    @Test
    void allAreKilledButRedoubtsLinks() throws IOException {
        List<RawClient> crowd = crowd(10);
        RawClient direct = direct();
        direct.ask("PING");
        RawClient killer = named("killer");
        List<String> links = links();
        assertEquals(":11\r\n", killer.ask("CLIENT", "KILL", "TYPE", "normal"));
        for (RawClient each : crowd) {
            assertEquals("", each.untilEnd());
        }
        assertEquals("", direct.untilEnd());
        assertEquals("1", told(killer, "clients"));
        assertTrue(links().containsAll(links), "the same links");
        named("other");
        assertEquals(":2\r\n", killer.ask("CLIENT", "KILL", "SKIPME", "no"));
        assertEquals("", killer.untilEnd());
        assertEquals("+PONG\r\n", named("next").ask("PING"));
    }

    private List<String> links() {
        return redis.clients().stream()
                .filter(line -> line.contains(" name=redoubt:front "))
                .map(line -> value(line, "id"))
                .toList();
    }
}
