package dev.redoubt.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.Front;
import dev.redoubt.peers.LeakCheck;
import dev.redoubt.peers.RawClient;
import dev.redoubt.peers.RealRedis;
import dev.redoubt.resp.Seeded;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What an administrator changes at Redis takes effect on those who are connected, and nobody is
/// ever taken for somebody else.
@ExtendWith(LeakCheck.class)
class AclIT {
    private static final String OK = "+OK\r\n";
    private static final String NOAUTH = "-NOAUTH Authentication required.\r\n";
    private static final String WRONGPASS =
            "-WRONGPASS invalid username-password pair or user is disabled.\r\n";

    private final RealRedis redis = RealRedis.installed("--requirepass", "inner");
    private final Front front = Front.before(redis, "password: outer", "password: inner");
    private final List<RawClient> clients = new ArrayList<>();

    @BeforeEach
    void users() {
        acl("SETUSER reader on >words ~open:* &* +@read +@connection +@pubsub +blpop +multi +exec");
        acl("SETUSER admin on >root ~* &* +@all");
        assertEquals(OK, redis.command("SET", "open:k", "v"));
    }

    @AfterEach
    void stop() throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
        front.close();
        redis.close();
    }

    private void acl(String line) {
        String reply = redis.command(("ACL " + line).split(" ", -1));
        assertTrue(reply.equals(OK) || reply.startsWith(":"), reply);
    }

    private RawClient client(String... login) throws IOException {
        RawClient client = RawClient.connect(front.address());
        clients.add(client);
        assertEquals(OK, client.ask(login));
        return client;
    }

    private static String user(RawClient client) throws IOException {
        String info = client.ask("CLIENT", "INFO");
        return info.replaceAll("(?s).* user=(\\S*) .*", "$1");
    }

    /// The numbers of the connections that Redis has of this user.
    private List<String> links(String user) {
        return redis.clients().stream()
                .filter(line -> line.contains(" user=" + user + " "))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
    }

    @Test
    void aChangedPasswordCountsForWhoeverLogsInNext() throws IOException {
        RawClient before = client("AUTH", "reader", "words");
        assertEquals("$1\r\nv\r\n", before.ask("GET", "open:k"));
        acl("SETUSER reader resetpass >new");
        assertEquals("$1\r\nv\r\n", before.ask("GET", "open:k"));
        assertEquals(WRONGPASS, client("AUTH", "outer").ask("AUTH", "reader", "words"));
        RawClient after = client("AUTH", "reader", "new");
        assertEquals("$1\r\nv\r\n", after.ask("GET", "open:k"));
        assertEquals("$1\r\nv\r\n", before.ask("GET", "open:k"));
        assertEquals("reader", user(after));
    }

    @Test
    void whoIsSwitchedOffStaysUntilTheConnectionEnds() throws IOException {
        RawClient before = client("AUTH", "reader", "words");
        assertEquals("$1\r\nv\r\n", before.ask("GET", "open:k"));
        acl("SETUSER reader off");
        assertEquals("$1\r\nv\r\n", before.ask("GET", "open:k"));
        assertEquals(WRONGPASS, client("AUTH", "outer").ask("AUTH", "reader", "words"));
        assertEquals("$1\r\nv\r\n", before.ask("GET", "open:k"));
    }

    @Test
    void narrowedRulesCountFromTheNextCommandOn() throws IOException {
        RawClient client = client("AUTH", "reader", "words");
        assertEquals("$1\r\nv\r\n", client.ask("GET", "open:k"));
        acl("SETUSER reader -get");
        assertEquals(
                "-NOPERM this user has no permissions to run the 'get' command\r\n",
                client.ask("GET", "open:k"));
        acl("SETUSER reader +get resetkeys ~other:*");
        assertEquals(
                "-NOPERM this user has no permissions to access one of the keys used as"
                        + " arguments\r\n",
                client.ask("GET", "open:k"));
    }

    @Test
    void whoIsDeletedIsGone() throws IOException {
        RawClient idle = client("AUTH", "reader", "words");
        assertEquals("$1\r\nv\r\n", idle.ask("GET", "open:k"));
        RawClient other = client("AUTH", "reader", "words");
        RawClient subscriber = client("AUTH", "reader", "words");
        assertTrue(subscriber.ask("SUBSCRIBE", "c").startsWith("*3\r\n"));
        RawClient waiting = client("AUTH", "reader", "words");
        waiting.send("BLPOP", "open:l", "0");
        RawClient inside = client("AUTH", "reader", "words");
        assertEquals(OK, inside.ask("MULTI"));
        RawClient bystander = client("AUTH", "outer");
        assertEquals("$1\r\nv\r\n", bystander.ask("GET", "open:k"));
        acl("DELUSER reader");
        acl("SETUSER reader on >other ~* +@all");
        for (RawClient gone : List.of(idle, other, subscriber, inside)) {
            assertEquals("", gone.untilEnd());
        }
        assertEnds(waiting);
        assertEquals("$1\r\nv\r\n", bystander.ask("GET", "open:k"));
        assertEquals("reader", user(client("AUTH", "reader", "other")));
    }

    /// The connection ends; the command that was under way may get an error before.
    private static void assertEnds(RawClient client) throws IOException {
        String end = client.untilEnd();
        assertTrue(end.isEmpty() || end.startsWith("-ERR redoubt: the connection"), end);
    }

    /// Its user is gone when it needs a link again, which it had not when the user was deleted.
    @ParameterizedTest
    @ValueSource(strings = {"GET open:k", "MULTI", "SUBSCRIBE c"})
    void whoWasDeletedBetweenTwoCommandsIsGoneAtTheNext(String command) throws IOException {
        RawClient client = client("AUTH", "reader", "words");
        acl("DELUSER reader");
        client.send(command.split(" ", -1));
        assertEnds(client);
        assertEquals(WRONGPASS, client("AUTH", "outer").ask("AUTH", "reader", "words"));
    }

    @Test
    void aLostLinkOfAUserWhoMayComeBackIsNoEnd() throws IOException {
        RawClient client = client("AUTH", "reader", "words");
        assertEquals("$1\r\nv\r\n", client.ask("GET", "open:k"));
        List<String> before = links("reader");
        assertEquals(
                ":" + before.size() + "\r\n", redis.command("CLIENT", "KILL", "USER", "reader"));
        RealRedis.await(
                "another link",
                () -> links("reader").stream().anyMatch(link -> !before.contains(link)));
        assertEquals("$1\r\nv\r\n", client.ask("GET", "open:k"));
        assertEquals("reader", user(client));
    }

    /// Redis 7.0 heeds HELLO's options one by one: the connection is another user's although the
    /// answer is an error.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HELLO 3 AUTH admin root NOSUCH",
                "HELLO 3 AUTH admin root SETNAME a\nb",
                "HELLO 3 AUTH admin root AUTH reader wrong",
                "HELLO 3 AUTH admin root AUTH default wrong",
                "HELLO 3 SETNAME nosuch AUTH reader wrong"
            })
    void aHelloThatFailsHalfwayLeavesNothingToOthers(String hello) throws IOException {
        RawClient stranger = RawClient.connect(front.address());
        clients.add(stranger);
        RawClient reader = client("AUTH", "reader", "words");
        for (RawClient each : List.of(stranger, reader)) {
            assertTrue(each.ask(hello.split(" ", -1)).startsWith("-"));
        }
        assertEquals(NOAUTH, stranger.ask("GET", "open:k"));
        assertEquals("reader", user(reader));
        RawClient next = client("AUTH", "outer");
        assertEquals("default", user(next));
        assertEquals("$-1\r\n", next.ask("CLIENT", "GETNAME"));
    }

    /// The proxy asks for a password where Redis would take any: no way leads around it.
    @Test
    void nobodyBecomesThePoolsUserWithoutThePoolsPassword() throws IOException {
        try (RealRedis open = RealRedis.installed();
                Front guarded = Front.before(open, "password: outer", "")) {
            String set = "ACL SETUSER reader on >words ~open:* +@read +@connection +multi +exec";
            assertEquals(OK, open.command(set.split(" ", -1)));
            List<String> ways =
                    List.of(
                            "AUTH default any\r\n",
                            "MULTI\r\nAUTH default any\r\nEXEC\r\n",
                            "MULTI\r\nHELLO 2 AUTH default any\r\nEXEC\r\n",
                            "HELLO 2 AUTH default any\r\n",
                            "HELLO 2 AUTH reader words AUTH default any\r\n",
                            "CLIENT REPLY OFF\r\nAUTH default any\r\nCLIENT REPLY ON\r\n",
                            "CLIENT REPLY SKIP\r\nHELLO 2 AUTH default any\r\n");
            for (String way : ways) {
                try (RawClient client = RawClient.connect(guarded.address())) {
                    client.sendBytes(way + "SET shut:k " + "x\r\nQUIT\r\n");
                    client.untilEnd();
                }
                try (RawClient client = RawClient.connect(guarded.address())) {
                    assertEquals(OK, client.ask("AUTH", "reader", "words"));
                    client.sendBytes(way + "SET shut:k x\r\nQUIT\r\n");
                    client.untilEnd();
                }
                assertEquals("$-1\r\n", open.command("GET", "shut:k"), way);
            }
        }
    }

    /// Many sessions change users again and again; each is what it last became.
    @Test
    void usersNeverShareALink() {
        Seeded.check(
                5,
                random -> {
                    List<String> names = new ArrayList<>();
                    for (int i = 0; i < 400; i++) {
                        int who = random.nextInt(12);
                        try {
                            if (who == names.size()) {
                                clients.add(RawClient.connect(front.address()));
                                names.add(" ");
                            }
                            if (who < names.size()) {
                                RawClient client = clients.get(clients.size() - names.size() + who);
                                names.set(who, turn(client, names.get(who), random.nextInt(9)));
                            }
                        } catch (IOException e) {
                            throw new AssertionError("turn " + i + " of " + who, e);
                        }
                    }
                });
        String users =
                redis.clients().stream()
                        .filter(line -> line.contains(" name=redoubt:front "))
                        .map(line -> line.replaceAll(".* user=(\\S*) .*", "$1"))
                        .sorted()
                        .collect(Collectors.joining(" "));
        assertTrue(users.matches("(admin )*(default ?)+( ?reader)*"), users);
    }

    /// One thing that a session does; returns who it is then.
    private static String turn(RawClient client, String name, int what) throws IOException {
        if (name.isBlank() && what > 4) {
            assertEquals(NOAUTH, client.ask("GET", "open:k"));
            return name;
        }
        return switch (what) {
            case 0 -> became("reader", client.ask("AUTH", "reader", "words"));
            case 1 -> became("admin", client.ask("HELLO", "2", "AUTH", "admin", "root"));
            case 2 -> became("default", client.ask("AUTH", "outer"));
            case 3 -> became("default", client.ask("HELLO", "3", "AUTH", "default", "outer"));
            case 4 -> {
                assertTrue(client.ask("HELLO", "3", "AUTH", "admin", "root", "X").startsWith("-"));
                yield name;
            }
            case 5 -> {
                assertEquals("+RESET\r\n", client.ask("RESET"));
                yield " ";
            }
            case 6 -> {
                String reply = client.ask("SET", "shut:k", "1");
                assertEquals(name.equals("reader"), reply.startsWith("-NOPERM"), reply);
                yield name;
            }
            default -> {
                assertEquals(name, user(client));
                yield name;
            }
        };
    }

    private static String became(String name, String reply) {
        assertTrue(reply.equals(OK) || reply.charAt(0) == '%' || reply.charAt(0) == '*', reply);
        return name;
    }
}
