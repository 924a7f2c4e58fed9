package dev.redoubt.clients;

import dev.redoubt.peers.RawClient;

import java.io.IOException;
import java.util.List;

/// Clients that act upon each other.
final class CrowdScenarios {
    private CrowdScenarios() {}

    static List<Scenario> all() {
        return List.of(
                new Scenario("CLIENT UNBLOCK", CrowdScenarios::unblock),
                new Scenario("CLIENT KILL by number", CrowdScenarios::kill),
                new Scenario("CLIENT KILL of oneself", CrowdScenarios::suicide),
                new Scenario("CLIENT LIST by number", CrowdScenarios::list),
                new Scenario("who blocks first is served first", CrowdScenarios::queue),
                new Scenario("consumers of one group", CrowdScenarios::consumers),
                new Scenario("sharded channels", CrowdScenarios::sharded),
                new Scenario("keyspace notifications", CrowdScenarios::notifications),
                new Scenario("WATCH and all that changes a key", CrowdScenarios::watched),
                new Scenario("MONITOR and RESET", CrowdScenarios::monitored),
                new Scenario("SELECT in all modes", CrowdScenarios::databases));
    }

    private static void unblock(Talk talk) throws IOException {
        Talk.Speaker a = talk.client("a");
        Talk.Speaker b = talk.client("b");
        String id = a.id();
        b.say("CLIENT UNBLOCK " + id);
        a.send("BLPOP none 0");
        talk.awaitBlocked(1);
        b.say("CLIENT UNBLOCK " + id);
        a.hear(1).send("XREAD BLOCK 0 STREAMS none $");
        talk.awaitBlocked(1);
        b.say("CLIENT UNBLOCK " + id + " ERROR");
        a.hear(1).say("GET none").send("BZPOPMIN none 0");
        talk.awaitBlocked(1);
        b.say("CLIENT UNBLOCK " + id + " TIMEOUT").say("CLIENT UNBLOCK " + id + " NOSUCH");
        a.hear(1).say("PING");
    }

    private static void kill(Talk talk) throws IOException {
        Talk.Speaker a = talk.client("a").say("SET k v");
        Talk.Speaker b = talk.client("b").say("GET k");
        Talk.Speaker c = talk.client("c").say("MULTI").say("GET k");
        String stateful = talk.client("d").id();
        talk.client("d").say("SUBSCRIBE c");
        b.say("CLIENT KILL ID " + a.id());
        a.say("PING");
        b.say("GET k").say("CLIENT KILL ID " + stateful + " TYPE normal");
        b.say("CLIENT KILL ID " + stateful + " TYPE pubsub");
        talk.client("d").say("PING");
        c.say("EXEC");
        b.say("CLIENT KILL ID " + stateful).say("CLIENT KILL ID x").say("GET k");
    }

    private static void suicide(Talk talk) throws IOException {
        Talk.Speaker a = talk.client("a");
        a.say("CLIENT KILL ID " + a.id()).say("CLIENT KILL ID " + a.id() + " SKIPME yes");
        a.say("CLIENT KILL ID " + a.id() + " SKIPME no").say("PING");
        talk.client("b").say("GET k");
    }

    private static void list(Talk talk) throws IOException {
        Talk.Speaker a = talk.client("a").say("CLIENT SETNAME me").say("SELECT 3");
        Talk.Speaker b = talk.client("b");
        a.say("CLIENT LIST ID " + a.id());
        b.say("CLIENT LIST ID " + a.id()).say("CLIENT LIST ID " + b.id() + " " + a.id());
        a.say("MULTI").say("GET k");
        b.say("CLIENT LIST ID " + b.id()).say("CLIENT LIST ID 0").say("CLIENT LIST TYPE pubsub");
    }

    private static void queue(Talk talk) throws IOException {
        for (String name : List.of("a", "b", "c")) {
            talk.client(name).send("BLPOP l 0");
            talk.awaitBlocked(name.charAt(0) - 'a' + 1);
        }
        talk.client("d").say("RPUSH l 1 2").say("MULTI").say("RPUSH l 3").say("LPUSH l 0");
        talk.client("a").hear(1);
        talk.client("b").hear(1);
        talk.client("d").say("EXEC").say("LRANGE l 0 -1");
        talk.client("c").hear(1);
    }

    private static void consumers(Talk talk) throws IOException {
        Talk.Speaker d = talk.client("d").say("XGROUP CREATE s g $ MKSTREAM");
        talk.client("a").send("XREADGROUP GROUP g a BLOCK 0 STREAMS s >");
        talk.awaitBlocked(1);
        talk.client("b").send("XREADGROUP GROUP g b BLOCK 0 COUNT 1 STREAMS s >");
        talk.awaitBlocked(2);
        d.say("XADD s 1-1 f 1").say("XADD s 1-2 f 2");
        talk.client("a").hear(1).say("XACK s g 1-1");
        talk.client("b").hear(1).say("XPENDING s g");
        talk.client("a").send("XREADGROUP GROUP g a BLOCK 0 STREAMS s >");
        talk.awaitBlocked(1);
        d.say("XGROUP DESTROY s g");
        talk.client("a").hear(1).say("XLEN s");
    }

    private static void sharded(Talk talk) throws IOException {
        Talk.Speaker a = talk.client("a").say("SSUBSCRIBE c");
        if (talk.wasRefused()) {
            return;
        }
        a.say("SSUBSCRIBE d");
        Talk.Speaker b = talk.client("b").say("HELLO 3").send("SSUBSCRIBE c").hear(1);
        talk.client("d").say("SPUBLISH c x").say("SPUBLISH none x").say("PUBLISH c not-this");
        a.hear(1);
        b.hear(1).say("GET k").send("SPUBLISH c own").hear(2);
        a.hear(1).send("SUNSUBSCRIBE").hear(2).say("GET k");
        talk.client("d").say("PUBSUB SHARDCHANNELS").say("PUBSUB SHARDNUMSUB c d");
    }

    private static void notifications(Talk talk) throws IOException {
        Talk.Speaker b = talk.client("b").say("CONFIG SET notify-keyspace-events KEA");
        Talk.Speaker a = talk.client("a").say("PSUBSCRIBE __key*@0__:*");
        b.say("SET k v").say("EXPIRE k 100").say("RENAME k l").say("DEL l");
        a.hear(10).say("PUNSUBSCRIBE").say("GET k");
        b.say("SELECT 1").say("SET k v").say("CONFIG SET notify-keyspace-events ").say("PING");
    }

    private static void watched(Talk talk) throws IOException {
        Talk.Speaker a = talk.client("a");
        Talk.Speaker b = talk.client("b").say("SET k v");
        for (String change :
                List.of("DEL k", "SET k v", "EXPIRE k 100", "FLUSHDB", "SWAPDB 0 1", "GET k")) {
            a.say("WATCH k");
            b.say(change);
            a.say("MULTI").say("PING").say("EXEC");
        }
        a.say("SELECT 1").say("WATCH k").say("SELECT 0");
        b.say("SET k other-database");
        a.say("MULTI").say("SELECT 1").say("SET k v").say("EXEC").say("GET k");
        a.raw(RawClient.request("WATCH", "k") + RawClient.request("MULTI")).hear(2);
        a.say("SET k w").say("EXEC").say("GET k");
    }

    private static void monitored(Talk talk) throws IOException {
        Talk.Speaker watcher = talk.client("watcher").say("HELLO 3").say("MONITOR");
        talk.client("b").say("SET mark:1 v").raw("SET mark:2 \"\\x00\\n\"\r\n").hear(1);
        watcher.hearUntil("mark:2", "mark:");
        watcher.send("RESET").hearUntil("+RESET", "+RESET");
        watcher.say("GET mark:1").say("HELLO 2");
    }

    private static void databases(Talk talk) throws IOException {
        Talk.Speaker a = talk.client("a").say("SELECT 5").say("SET k five");
        a.say("MULTI").say("GET k").say("EXEC").say("WATCH k").say("GET k").say("UNWATCH");
        a.send("BLPOP l 0").send("GET k");
        talk.awaitBlocked(1);
        talk.client("b").say("RPUSH l wrong").say("SELECT 5").say("RPUSH l right");
        a.hear(2).send("SUBSCRIBE c").hear(1);
        a.send("UNSUBSCRIBE").hear(1).say("GET k").say("MOVE k 6").say("SELECT 6").say("GET k");
        a.say("RESET").say("GET k").say("DBSIZE");
    }
}
