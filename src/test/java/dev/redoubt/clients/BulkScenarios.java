package dev.redoubt.clients;

import dev.redoubt.peers.RawClient;

import java.io.IOException;
import java.util.List;

/// Much, large, and in pieces.
final class BulkScenarios {
    private static final int MANY = 10_000;

    private BulkScenarios() {}

    static List<Scenario> all() {
        return List.of(
                new Scenario("a pipeline of 10,000 commands", BulkScenarios::pipeline),
                new Scenario("10,000 replies of 1 KiB, read at the end", BulkScenarios::readLate),
                new Scenario("values of all sizes", BulkScenarios::sizes),
                new Scenario("large values in a transaction", BulkScenarios::largeTransaction),
                new Scenario("requests cut at every byte", BulkScenarios::cuts),
                new Scenario("requests byte by byte", BulkScenarios::bytes));
    }

    private static void pipeline(Talk talk) throws IOException {
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < MANY; i++) {
            requests.append(
                    switch (i % 10) {
                        case 0 -> RawClient.request("SET", "k" + i % 100, "v" + i);
                        case 1 -> RawClient.request("INCR", "n");
                        case 2 -> RawClient.request("RPUSH", "l", "e" + i);
                        case 3 -> RawClient.request("GET", "k" + (i - 3) % 100);
                        case 4 -> RawClient.request("NOSUCH", "x" + i);
                        case 5 -> "PING " + i + "\r\n";
                        case 6 -> RawClient.request("HSET", "h", "f" + i, "v");
                        case 7 -> RawClient.request("LPOP", "l");
                        case 8 ->
                                i % 1000 == 8
                                        ? RawClient.request("SELECT", "" + i / 1000)
                                        : RawClient.request("ECHO", "" + i);
                        default -> RawClient.request("MGET", "n", "k10", "none");
                    });
        }
        talk.client("a").raw(requests.toString()).hear(MANY);
    }

    private static void readLate(Talk talk) throws IOException {
        Talk.Speaker a = talk.client("a").say("SET k " + "v".repeat(1024));
        a.raw(RawClient.request("GET", "k").repeat(MANY)).hear(MANY);
    }

    private static void sizes(Talk talk) throws IOException {
        Talk.Speaker a = talk.client("a");
        for (int size :
                new int[] {0, 1, 511, 8191, 8192, 65_536, 1 << 20, (1 << 20) + 1, 8 << 20}) {
            a.sayAll("SET", "k", "v".repeat(size)).say("STRLEN k").say("GET k");
        }
        a.raw(RawClient.request("GET", "k").repeat(4)).hear(4).say("PING");
        a.sayAll("EVAL", "local t={} for i=1,100000 do t[i]=i end return t", "0");
    }

    private static void largeTransaction(Talk talk) throws IOException {
        String set = RawClient.request("SET", "k", "v".repeat(2 << 20));
        String get = RawClient.request("GET", "k");
        talk.client("a").raw("MULTI\r\n" + set + get + "EXEC\r\nPING\r\n").hear(5);
    }

    private static void cuts(Talk talk) throws IOException {
        String session = session();
        for (int cut = 1; cut < session.length(); cut++) {
            talk.client("a").raw(session.substring(0, cut));
            // Its reply says that what came before was read.
            talk.client("b").say("PING");
            talk.client("a").raw(session.substring(cut)).hear(12);
        }
    }

    private static void bytes(Talk talk) throws IOException {
        for (char next : session().toCharArray()) {
            talk.client("a").raw(String.valueOf(next));
            talk.client("b").say("PING");
        }
        talk.client("a").hear(12);
    }

    private static String session() {
        return RawClient.request("SET", "k", "value")
                + RawClient.request("GET", "k")
                + "ping \"a b\"\r\n"
                + RawClient.request("MULTI")
                + RawClient.request("GET", "k")
                + RawClient.request("EXEC")
                + RawClient.request("SELECT", "1")
                + RawClient.request("GET", "k")
                + RawClient.request("SELECT", "0")
                + RawClient.request("SUBSCRIBE", "c")
                + RawClient.request("UNSUBSCRIBE")
                + RawClient.request("DEL", "k");
    }
}
