package dev.redoubt.clients;

import java.io.IOException;
import java.util.List;

/// CLIENT TRACKING: who hears what is not valid any more.
final class TrackingScenarios {
    private TrackingScenarios() {}

    static List<Scenario> all() {
        return List.of(
                new Scenario("tracking of what was read", TrackingScenarios::read),
                new Scenario("tracking by prefix", TrackingScenarios::broadcast),
                new Scenario("tracking by choice", TrackingScenarios::choice),
                new Scenario("tracking for another connection", TrackingScenarios::redirected),
                new Scenario(
                        "tracking in transactions and scripts", TrackingScenarios::transactions),
                new Scenario("tracking refused", TrackingScenarios::refused));
    }

    private static void read(Talk talk) throws IOException {
        Talk.Speaker a = talk.client("a").say("HELLO 3").say("CLIENT TRACKING on");
        Talk.Speaker b = talk.client("b");
        a.say("MGET k l").say("CLIENT TRACKINGINFO").say("CLIENT GETREDIR");
        b.say("MSET k 1 l 2 m 3");
        a.hear(2).say("GET k").say("SET k own").hear(1).say("GET k");
        b.say("FLUSHALL");
        a.hear(1).say("HGETALL h");
        b.say("HSET h f v");
        a.hear(1).say("CLIENT TRACKING off").say("GET k");
        b.say("SET k 2");
        a.say("PING");
    }

    private static void broadcast(Talk talk) throws IOException {
        Talk.Speaker a = talk.client("a").say("HELLO 3");
        Talk.Speaker b = talk.client("b");
        a.say("CLIENT TRACKING on BCAST PREFIX user: PREFIX job:").say("CLIENT TRACKINGINFO");
        b.say("SET user:1 v").say("SET other v").say("SET job:1 v");
        a.hear(2).say("CLIENT TRACKING on BCAST PREFIX user:1");
        a.say("CLIENT TRACKING on").say("CLIENT TRACKING off").say("PING");
    }

    private static void choice(Talk talk) throws IOException {
        Talk.Speaker b = talk.client("b");
        Talk.Speaker in = talk.client("in").say("HELLO 3").say("CLIENT TRACKING on OPTIN");
        in.say("GET k").say("CLIENT CACHING yes").say("GET l").say("CLIENT CACHING no");
        Talk.Speaker out =
                talk.client("out").say("HELLO 3").say("CLIENT TRACKING on OPTOUT NOLOOP");
        out.say("CLIENT CACHING no").say("GET k").say("GET l").say("CLIENT CACHING yes");
        b.say("SET k 1").say("SET l 1");
        in.hear(1).say("PING");
        out.hear(1).say("GET m").say("SET m own").say("CLIENT TRACKINGINFO");
    }

    private static void redirected(Talk talk) throws IOException {
        Talk.Speaker ear = talk.client("ear");
        String id = ear.id();
        ear.say("SUBSCRIBE __redis__:invalidate");
        Talk.Speaker a = talk.client("a").say("CLIENT TRACKING on REDIRECT " + id).say("GET k");
        talk.client("b").say("SET k 1");
        ear.hear(1);
        a.say("CLIENT TRACKING on REDIRECT 999999999").say("CLIENT TRACKING off").say("GET k");
    }

    private static void transactions(Talk talk) throws IOException {
        Talk.Speaker a = talk.client("a").say("HELLO 3").say("CLIENT TRACKING on");
        Talk.Speaker b = talk.client("b");
        a.say("MULTI").say("GET k").say("GET l").say("EXEC");
        b.say("MULTI").say("SET k 1").say("SET l 1").say("EXEC");
        a.hear(2).sayAll("EVAL", "return redis.call('GET',KEYS[1])", "1", "k");
        b.sayAll("EVAL", "return redis.call('SET',KEYS[1],'2')", "1", "k");
        a.hear(1).say("PING");
    }

    private static void refused(Talk talk) throws IOException {
        talk.client("a").say("CLIENT TRACKING on").say("CLIENT TRACKING maybe");
        talk.client("a").say("CLIENT TRACKING on OPTIN OPTOUT").say("CLIENT CACHING yes");
        talk.client("a").say("CLIENT TRACKING off PREFIX x").say("CLIENT TRACKING on PREFIX x");
        talk.client("a").say("HELLO 3").say("CLIENT TRACKING on BCAST OPTIN").say("GET k");
    }
}
