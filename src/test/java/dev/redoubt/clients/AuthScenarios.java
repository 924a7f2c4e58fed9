package dev.redoubt.clients;

import dev.redoubt.peers.RawClient;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Who one is and what one may, before a server whose password is [#PASSWORD] and that knows the
/// users of [#USERS].
final class AuthScenarios {
    static final String PASSWORD = "inner";

    /// ACL SETUSER's arguments.
    static final List<String> USERS =
            List.of(
                    "reader reset on >words ~open:* &open:* +@read +@connection +@pubsub +multi"
                            + " +exec -select",
                    "writer reset on >pen >ink ~* &* +@all -@dangerous",
                    "guest reset on nopass ~open:* +get +ping +client",
                    "absent reset off >words ~* +@all");

    private AuthScenarios() {}

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        all.add(strangers());
        all.add(logins());
        all.add(hellos());
        all.add(
                Scenario.of(
                        "from user to user",
                        "AUTH inner",
                        "SELECT 1",
                        "AUTH reader words",
                        "GET open:k",
                        "CLIENT INFO",
                        "AUTH writer ink",
                        "SET open:k 1",
                        "CLIENT INFO",
                        "AUTH reader wrong",
                        "CLIENT INFO",
                        "AUTH default inner",
                        "GET open:k",
                        "CLIENT INFO",
                        "AUTH inner",
                        "RESET",
                        "GET open:k",
                        "AUTH guest anything",
                        "AUTH guest else",
                        "GET open:k",
                        "SET open:k 2"));
        all.add(
                Scenario.of(
                        "what a user may",
                        "AUTH reader words",
                        "GET open:k",
                        "GET shut:k",
                        "MGET open:k shut:k",
                        "SET open:k v",
                        "NOSUCH",
                        "GET",
                        "CONFIG GET maxmemory",
                        "CLIENT KILL ID 1",
                        "ACL WHOAMI",
                        "SUBSCRIBE shut:c",
                        "SUBSCRIBE open:c",
                        "UNSUBSCRIBE",
                        "SELECT 1",
                        "BLPOP open:l 0",
                        "EVAL return(1) 0",
                        "MULTI",
                        "GET open:k",
                        "SET open:k v",
                        "EXEC",
                        "MULTI",
                        "GET open:k",
                        "EXEC",
                        "DISCARD",
                        "WATCH open:k",
                        "PUBLISH open:c x",
                        "CLIENT INFO"));
        for (String login :
                List.of(
                        "AUTH reader words",
                        "AUTH reader wrong",
                        "AUTH inner",
                        "AUTH wrong",
                        "AUTH",
                        "HELLO 3 AUTH reader words",
                        "HELLO 3 AUTH default inner SETNAME me",
                        "HELLO 3 AUTH default wrong")) {
            all.add(
                    Scenario.of(
                            "in MULTI: " + login,
                            "AUTH writer ink",
                            "MULTI",
                            login,
                            "GET shut:k",
                            "EXEC",
                            "GET shut:k",
                            "SET open:k 1",
                            "CLIENT INFO",
                            "RESET",
                            "GET open:k"));
            all.add(
                    Scenario.of(
                            "while watching: " + login,
                            "AUTH writer ink",
                            "WATCH open:k",
                            login,
                            "GET shut:k",
                            "SET open:k 1",
                            "CLIENT INFO",
                            "MULTI",
                            "EXEC",
                            "CLIENT INFO"));
        }
        all.add(new Scenario("pipelines with logins", AuthScenarios::pipelines));
        all.add(new Scenario("logins that nobody hears of", AuthScenarios::silent));
        all.add(new Scenario("subscribers log in", AuthScenarios::subscribed));
        all.addAll(limits());
        return all;
    }

    private static Scenario strangers() {
        return Scenario.of(
                "strangers",
                "GET k",
                "get",
                "SET k",
                "MULTI",
                "MULTI x",
                "EXEC",
                "EXEC x",
                "DISCARD",
                "WATCH k",
                "UNWATCH",
                "SELECT 1",
                "SELECT",
                "SUBSCRIBE c",
                "UNSUBSCRIBE",
                "MONITOR",
                "BLPOP l 0",
                "XREAD x",
                "WAIT 0 0",
                "CLIENT ID",
                "ACL WHOAMI",
                "PSYNC ? -1",
                "REPLCONF",
                "EVAL",
                "RESET",
                "RESET x",
                "PING",
                "COMMAND");
    }

    private static Scenario logins() {
        return Scenario.of(
                "passwords",
                "AUTH",
                "AUTH a b c",
                "AUTH wrong",
                "GET k",
                "AUTH default wrong",
                "AUTH Default inner",
                "AUTH nobody inner",
                "AUTH absent words",
                "AUTH reader wrong",
                "GET k",
                "AUTH inner",
                "GET k",
                "AUTH wrong",
                "AUTH absent words",
                "GET k",
                "CLIENT INFO");
    }

    private static Scenario hellos() {
        return Scenario.of(
                "HELLO with passwords",
                "HELLO",
                "HELLO 3",
                "HELLO 4",
                "HELLO x",
                "HELLO 03",
                "HELLO 99999999999999999999",
                "HELLO 3 NOSUCH",
                "HELLO 3 AUTH default",
                "HELLO 3 SETNAME",
                "HELLO 3 SETNAME a\nb",
                "HELLO 4 AUTH default inner",
                "HELLO 3 AUTH default wrong",
                "HELLO 3 AUTH reader wrong",
                "GET k",
                "HELLO 3 AUTH default inner AUTH reader words",
                "CLIENT INFO",
                "HELLO 2 AUTH reader words AUTH default inner SETNAME me",
                "CLIENT INFO",
                "GET k",
                "HELLO 3 auth writer pen",
                "HGETALL none",
                "CLIENT INFO",
                "HELLO 2 SETNAME you AUTH guest x",
                "GET open:k",
                "CLIENT INFO",
                "HELLO 3 AUTH default inner",
                "CLIENT INFO");
    }

    private static void pipelines(Talk talk) throws IOException {
        talk.client("a").raw("GET k\r\nAUTH inner\r\nGET k\r\nAUTH wrong\r\nGET k\r\n").hear(5);
        talk.client("b")
                .raw("AUTH reader words\r\nGET open:k\r\nSET open:k v\r\nAUTH writer pen\r\n")
                .raw("SET open:k v\r\nAUTH inner\r\nGET open:k\r\nRESET\r\nGET open:k\r\n")
                .hear(9);
        talk.client("c")
                .raw("HELLO 3 AUTH writer pen\r\nGET none\r\nMULTI\r\nAUTH reader words\r\n")
                .raw("SET open:k w\r\nEXEC\r\nSET open:k x\r\nQUIT\r\nGET open:k\r\n")
                .ends();
        String large = RawClient.request("SET", "open:k", "x".repeat(100_000));
        talk.client("d").raw(RawClient.request("AUTH", "inner") + large + "STRLEN open:k\r\n");
        talk.client("d").hear(3);
        talk.client("e").raw(RawClient.request("AUTH", "writer", "ink") + large + large).hear(3);
        talk.client("f").raw(RawClient.request("AUTH", "writer", "no") + large).ends();
        talk.client("g").raw(RawClient.request("AUTH", "inner") + "RESET\r\n" + large).ends();
    }

    private static void silent(Talk talk) throws IOException {
        for (String login : List.of("AUTH reader words", "AUTH wrong", "AUTH inner")) {
            Talk.Speaker each = talk.client(login).say("AUTH writer ink");
            each.send("CLIENT REPLY OFF").send(login).send("SET shut:k 1");
            each.say("CLIENT REPLY ON").say("CLIENT INFO").say("GET shut:k");
        }
    }

    private static void subscribed(Talk talk) throws IOException {
        Talk.Speaker old = talk.client("old").say("AUTH writer ink").say("SUBSCRIBE c");
        old.say("AUTH inner").say("AUTH reader words").say("HELLO 3").say("UNSUBSCRIBE c");
        old.say("CLIENT INFO");
        Talk.Speaker recent = talk.client("recent").say("HELLO 3 AUTH writer ink");
        recent.say("SUBSCRIBE open:c")
                .say("AUTH wrong")
                .say("AUTH inner")
                .say("CONFIG GET databases");
        recent.say("AUTH reader words").say("SET open:k 1").say("CLIENT INFO");
    }

    private static List<Scenario> limits() {
        List<Scenario> all = new ArrayList<>();
        for (String bytes :
                List.of(
                        "*11\r\n",
                        "*1000000\r\n",
                        "*2147483648\r\n",
                        "*1\r\n$16385\r\n",
                        "*1\r\n$536870913\r\n",
                        "*2\r\n$4\r\nAUTH\r\n$16385\r\n",
                        "GET k\r\n*11\r\n$3\r\n",
                        "AUTH wrong\r\n*1\r\n$20000\r\n",
                        "AUTH reader wrong\r\n*11\r\n",
                        "AUTH inner\r\nRESET\r\n*11\r\n",
                        "y".repeat(70_000))) {
            String shown = bytes.substring(0, Math.min(40, bytes.length()));
            all.add(
                    new Scenario(
                            "strangers' limits: " + shown.replace("\r\n", "\\r\\n"),
                            talk -> talk.client("a").raw(bytes).ends()));
        }
        all.add(
                new Scenario(
                        "within the strangers' limits",
                        talk -> {
                            String most = "x".repeat(16 * 1024);
                            talk.client("a").sayAll("GET", most);
                            talk.client("a").say("MGET 1 2 3 4 5 6 7 8 9");
                            talk.client("a").raw("MGET " + "k ".repeat(30_000) + "\r\n").hear(1);
                            talk.client("a").sayAll("AUTH", "default", most).say("AUTH inner");
                            talk.client("a").say("MGET 1 2 3 4 5 6 7 8 9 10").sayAll("GET", most);
                        }));
        return all;
    }
}
