package dev.redoubt.clients;

import java.io.IOException;
import java.util.List;

/// Commands about the connection, and those that wait.
final class ConnectionScenarios {
    private ConnectionScenarios() {}

    static List<Scenario> all() {
        return List.of(
                Scenario.of(
                        "SELECT",
                        "SET k zero",
                        "SELECT 1",
                        "GET k",
                        "SET k one",
                        "SELECT 99",
                        "GET k",
                        "SELECT x",
                        "SELECT",
                        "MOVE k 2",
                        "SELECT 2",
                        "GET k",
                        "SWAPDB 0 2",
                        "SELECT 0",
                        "GET k",
                        "CLIENT INFO"),
                Scenario.of(
                        "HELLO",
                        "HELLO",
                        "HELLO 2",
                        "HELLO 3",
                        "HELLO",
                        "HGETALL none",
                        "HELLO 3 SETNAME me",
                        "CLIENT GETNAME",
                        "HELLO 4",
                        "HELLO x",
                        "HELLO 3 NOSUCH",
                        "HELLO 3 AUTH default",
                        "HELLO 3 AUTH nobody secret",
                        "HELLO 2 AUTH default any",
                        "GET none",
                        "HELLO 3 SETNAME",
                        "CLIENT INFO"),
                Scenario.of(
                        "CLIENT",
                        "CLIENT GETNAME",
                        "CLIENT SETNAME me",
                        "CLIENT GETNAME",
                        "SET k v",
                        "CLIENT GETNAME",
                        "CLIENT SETNAME bad\nname",
                        "CLIENT INFO",
                        "CLIENT NOSUCH",
                        "CLIENT",
                        "CLIENT KILL 1.2.3.4:5",
                        "CLIENT NO-EVICT on",
                        "CLIENT NO-EVICT off",
                        "CLIENT GETREDIR",
                        "CLIENT TRACKINGINFO",
                        "CLIENT UNBLOCK 999999",
                        "CLIENT SETNAME other",
                        "CLIENT INFO"),
                new Scenario("CLIENT REPLY", ConnectionScenarios::clientReply),
                new Scenario("CLIENT TRACKING", ConnectionScenarios::tracking),
                Scenario.of(
                        "RESET",
                        "CLIENT SETNAME me",
                        "SELECT 3",
                        "SET k three",
                        "MULTI",
                        "GET k",
                        "RESET",
                        "GET k",
                        "EXEC",
                        "CLIENT GETNAME",
                        "HELLO 3",
                        "RESET",
                        "HGETALL none",
                        "RESET now",
                        "CLIENT INFO"),
                new Scenario(
                        "QUIT",
                        talk -> {
                            talk.client("a").say("SET k v").send("QUIT").ends();
                            talk.client("b").raw("GET k\r\nQUIT\r\nGET k\r\n").ends();
                            talk.client("c").say("MULTI").say("GET k").send("QUIT").ends();
                            talk.client("d").send("quit now").ends();
                        }),
                new Scenario("blocking commands are served", ConnectionScenarios::served),
                new Scenario("blocking commands time out", ConnectionScenarios::timedOut),
                new Scenario("MONITOR", ConnectionScenarios::monitor),
                new Scenario("a web browser's requests", ConnectionScenarios::browser));
    }

    private static void clientReply(Talk talk) throws IOException {
        Talk.Speaker a = talk.client("a");
        a.say("CLIENT REPLY ON");
        a.send("CLIENT REPLY SKIP").send("SET k 1").say("GET k");
        a.send("CLIENT REPLY OFF").send("SET k 2").send("GET k").send("NOSUCH");
        a.say("CLIENT REPLY ON").say("GET k").say("CLIENT REPLY MAYBE");
    }

    private static void tracking(Talk talk) throws IOException {
        Talk.Speaker a = talk.client("a").say("HELLO 3").say("CLIENT TRACKING on").say("GET k");
        talk.client("b").say("SET k 1");
        a.hear(1).say("CLIENT CACHING yes").say("CLIENT TRACKING off").say("GET k");
        talk.client("b").say("SET k 2");
        a.say("PING");
    }

    private static void served(Talk talk) throws IOException {
        Talk.Speaker a = talk.client("a");
        Talk.Speaker b = talk.client("b");
        a.send("BLPOP l m 0");
        talk.awaitBlocked(1);
        b.say("RPUSH m x y");
        a.hear(1).say("GET none");
        a.send("BLMOVE s t LEFT RIGHT 0").send("PING").send("BRPOPLPUSH t u 0");
        talk.awaitBlocked(1);
        b.say("RPUSH s e");
        a.hear(3);
        a.send("BZPOPMIN z 0");
        talk.awaitBlocked(1);
        b.say("ZADD z 1 m");
        a.hear(1);
        a.send("XREAD BLOCK 0 STREAMS x $");
        talk.awaitBlocked(1);
        b.say("XADD x 5-5 f v");
        a.hear(1).say("LPUSH full 1").say("BLPOP full 0").say("BLPOP none x").say("BLPOP none -1");
        talk.client("c").say("HELLO 3").send("BZPOPMAX z 0");
        talk.awaitBlocked(1);
        b.say("ZADD z 2.5 n");
        talk.client("c").hear(1);
        a.say("MULTI").say("BLPOP none 0").say("EXEC");
    }

    private static void timedOut(Talk talk) throws IOException {
        talk.client("a").say("BLPOP none 0.05").say("BLMOVE none other LEFT LEFT 0.05");
        talk.client("a").say("XREAD BLOCK 30 STREAMS none 0").say("BZPOPMIN none 0.05");
        talk.client("b").say("HELLO 3").say("BLPOP none 0.05").say("GET none");
        talk.client("a").send("BLPOP none 0.05").send("SET k v").send("GET k").hear(3);
    }

    private static void monitor(Talk talk) throws IOException {
        Talk.Speaker watcher = talk.client("watcher").say("MONITOR");
        Talk.Speaker b = talk.client("b").say("SET mark:1 \"q\"").say("SELECT 2");
        b.say("GET mark:2").say("EVAL return(redis.call('GET','mark:3')) 0").say("GET mark:4");
        watcher.hearUntil("mark:4", "mark:");
    }

    private static void browser(Talk talk) throws IOException {
        talk.client("a").raw("Host: localhost\r\n\r\n").ends();
        talk.client("b").raw("POST / HTTP/1.1\r\nHost: localhost\r\n\r\nSET k v\r\n").ends();
        talk.client("c").send("POST x").ends();
        talk.client("d").say("GET k");
    }
}
