package dev.redoubt.clients;

import dev.redoubt.peers.RawClient;

import java.io.IOException;
import java.util.List;

/// SUBSCRIBE and its relatives.
final class PubSubScenarios {
    private PubSubScenarios() {}

    static List<Scenario> all() {
        return List.of(
                new Scenario("Pub/Sub in RESP2", PubSubScenarios::resp2),
                new Scenario("Pub/Sub in RESP3", PubSubScenarios::resp3),
                new Scenario("subscriptions in a pipeline", PubSubScenarios::pipelined),
                new Scenario("nothing to unsubscribe from", PubSubScenarios::nothing),
                new Scenario("subscribed, and told to leave", PubSubScenarios::leaving));
    }

    private static void resp2(Talk talk) throws IOException {
        Talk.Speaker a = talk.client("a").say("SET k v").send("SUBSCRIBE c d").hear(2);
        Talk.Speaker b = talk.client("b").say("PUBLISH c hello").say("PUBLISH x nobody");
        a.hear(1).send("PSUBSCRIBE c* ?").hear(2);
        b.say("PUBLISH c both").say("PUBSUB CHANNELS").say("PUBSUB NUMSUB c d x");
        b.say("PUBSUB NUMPAT");
        a.hear(3).say("PING").say("PING text").say("GET k").say("SUBSCRIBE c");
        a.send("UNSUBSCRIBE d c").hear(2).say("GET k").send("PUNSUBSCRIBE").hear(2);
        a.say("GET k").say("PING").say("PUBLISH c self");
    }

    private static void resp3(Talk talk) throws IOException {
        Talk.Speaker a = talk.client("a").say("HELLO 3").send("SUBSCRIBE c d").hear(2);
        Talk.Speaker b = talk.client("b").say("SET k v").say("PUBLISH c hello");
        a.hear(1).say("GET k").say("PING").say("PING text").send("PSUBSCRIBE c*").hear(1);
        a.send("PUBLISH c self").hear(3);
        b.say("PUBLISH c both");
        a.hear(2).send("UNSUBSCRIBE").hear(2).say("HELLO 2").send("PUNSUBSCRIBE").hear(1);
        a.say("GET k").send("SSUBSCRIBE s").hear(1).send("SUNSUBSCRIBE").hear(1).say("GET k");
    }

    private static void pipelined(Talk talk) throws IOException {
        String subscribe = RawClient.request("SUBSCRIBE", "c", "d", "c");
        String leave = RawClient.request("UNSUBSCRIBE");
        String get = RawClient.request("GET", "none");
        Talk.Speaker a = talk.client("a");
        a.raw(get + subscribe + leave + get + get + subscribe + leave + get).hear(14);
        a.raw(RawClient.request("PSUBSCRIBE", "p*") + subscribe).hear(4);
        a.raw(RawClient.request("PUNSUBSCRIBE", "p*", "q*") + leave + get).hear(5);
        talk.client("b").raw(subscribe + get + leave).hear(6).say("GET none");
        talk.client("c").raw("SUBSCRIBE c\r\nUNSUBSCRIBE c\r\nPING\r\nSUBSCRIBE e\r\n").hear(4);
        Talk.Speaker d = talk.client("d").say("HELLO 3");
        d.raw(subscribe + get + leave + get + leave).hear(8).say("PING");
    }

    private static void nothing(Talk talk) throws IOException {
        Talk.Speaker a = talk.client("a");
        a.say("UNSUBSCRIBE").say("PUNSUBSCRIBE").send("UNSUBSCRIBE x y").hear(2).say("GET none");
        a.say("SUBSCRIBE").say("PSUBSCRIBE").say("SUNSUBSCRIBE").say("SUBSCRIBE c");
        a.say("PUNSUBSCRIBE").say("UNSUBSCRIBE nope").say("UNSUBSCRIBE").say("UNSUBSCRIBE");
        a.say("MULTI").say("UNSUBSCRIBE").say("EXEC").say("PING");
        Talk.Speaker b = talk.client("b").say("HELLO 3");
        b.say("UNSUBSCRIBE").say("PUNSUBSCRIBE x").say("GET none");
    }

    private static void leaving(Talk talk) throws IOException {
        talk.client("a").say("SUBSCRIBE c").say("RESET").say("GET none").say("PUBLISH c x");
        talk.client("b").say("SUBSCRIBE c").send("QUIT").ends();
        talk.client("c").say("SUBSCRIBE c").say("MULTI").say("SELECT 1").say("HELLO 3");
        talk.client("c").say("GET none").say("HELLO 2").say("UNSUBSCRIBE c").say("GET none");
        talk.client("d").say("MULTI").say("SUBSCRIBE c").say("GET none").say("EXEC");
        talk.client("e").say("PUBLISH c x");
        talk.client("d").hear(1).say("PING");
        talk.client("f").send("SUBSCRIBE c").hear(1).raw("\"unbalanced\r\n").ends();
    }
}
