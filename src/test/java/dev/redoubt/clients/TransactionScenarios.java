package dev.redoubt.clients;

import dev.redoubt.peers.RawClient;

import java.io.IOException;
import java.util.List;

/// MULTI, EXEC, DISCARD, WATCH.
final class TransactionScenarios {
    private TransactionScenarios() {}

    static List<Scenario> all() {
        return List.of(
                Scenario.of(
                        "a transaction step by step",
                        "MULTI",
                        "SET k 1",
                        "INCR k",
                        "LPUSH k x",
                        "GET k",
                        "EXEC",
                        "GET k",
                        "MULTI",
                        "EXEC",
                        "EXEC",
                        "DISCARD",
                        "MULTI",
                        "SET k 9",
                        "DISCARD",
                        "GET k",
                        "MULTI",
                        "MULTI",
                        "EXEC x",
                        "EXEC"),
                new Scenario("a transaction in one piece", TransactionScenarios::whole),
                Scenario.of(
                        "EXECABORT",
                        "MULTI",
                        "NOSUCH",
                        "SET k",
                        "SET k v",
                        "EXEC",
                        "GET k",
                        "MULTI x",
                        "EXEC"),
                Scenario.of(
                        "state within a transaction",
                        "MULTI",
                        "SELECT 1",
                        "SET k one",
                        "CLIENT SETNAME me",
                        "WATCH k",
                        "UNWATCH",
                        "EXEC",
                        "GET k",
                        "CLIENT INFO",
                        "SELECT 0",
                        "GET k",
                        "MULTI",
                        "HELLO 3",
                        "EXEC",
                        "HGETALL none"),
                new Scenario("WATCH", TransactionScenarios::watch));
    }

    private static void whole(Talk talk) throws IOException {
        String ping = RawClient.request("PING");
        String set = RawClient.request("SET", "k", "1");
        String multi = RawClient.request("MULTI");
        String exec = RawClient.request("EXEC");
        Talk.Speaker a = talk.client("a");
        a.raw(ping + multi + set + RawClient.request("INCR", "k") + exec + ping).hear(6);
        a.raw(multi + exec + multi + RawClient.request("NOSUCH") + exec + ping).hear(6);
        a.raw(multi + RawClient.request("SUBSCRIBE", "c") + exec).hear(3);
        a.raw(RawClient.request("UNSUBSCRIBE")).hear(1);
        a.raw(multi + RawClient.request("SELECT", "1") + exec + set).hear(4);
        a.raw(multi + multi + exec + "MULTI\r\nGET k\r\nEXEC\r\n").hear(6);
        a.raw(multi + set + RawClient.request("DISCARD") + ping).hear(4);
    }

    private static void watch(Talk talk) throws IOException {
        Talk.Speaker a = talk.client("a");
        Talk.Speaker b = talk.client("b");
        a.say("SET k 1").say("WATCH k").say("GET k").say("MULTI").say("SET k 2").say("EXEC");
        a.say("WATCH k other").say("MULTI").say("SET k 3");
        b.say("SET k broken");
        a.say("EXEC").say("GET k");
        a.say("WATCH k");
        b.say("SET k again");
        a.say("UNWATCH").say("MULTI").say("SET k 4").say("EXEC").say("GET k");
        a.say("WATCH k").say("MULTI").say("WATCH k").say("GET k").say("DISCARD");
        a.say("WATCH").say("EXEC").say("WATCH k").say("EXEC");
    }
}
