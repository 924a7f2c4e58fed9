package dev.redoubt.clients;

import dev.redoubt.peers.RawClient;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Bytes that are no ordinary requests.
final class ProtocolScenarios {
    private static final String GET = RawClient.request("GET", "k");

    private ProtocolScenarios() {}

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        all.add(new Scenario("inline requests", ProtocolScenarios::inline));
        all.add(new Scenario("empty requests", ProtocolScenarios::empty));
        all.add(new Scenario("requests that name no command", ProtocolScenarios::nameless));
        for (String broken :
                List.of(
                        "*abc\r\n",
                        "*2147483648\r\n",
                        "*99999999999999999999\r\n",
                        "*1\r\nPING\r\n",
                        "*1\r\n+PING\r\n",
                        "*1\r\n\r\n",
                        "*1\r\n$-1\r\n",
                        "*1\r\n$-5\r\n",
                        "*1\r\n$x\r\n",
                        "*2\r\n$3\r\nGET\r\n$536870913\r\n",
                        "*1\r\n$99999999999999999999\r\n",
                        "SET k \"open\r\n",
                        "SET k 'open\r\n",
                        "SET k \"a\"b\r\n",
                        "*" + "1".repeat(70_000),
                        "*1\r\n$" + "1".repeat(70_000),
                        "x".repeat(70_000))) {
            String shown = broken.substring(0, Math.min(24, broken.length()));
            all.add(
                    new Scenario(
                            "protocol error: " + shown.replace("\r\n", "\\r\\n"),
                            talk -> broken(talk, broken)));
        }
        return all;
    }

    private static void inline(Talk talk) throws IOException {
        Talk.Speaker a = talk.client("a");
        a.raw("PING\r\nPING\nping  \"two words\"\r\n").hear(3);
        a.raw("SET k \"a\\x41\\n\\\"\\\\\"\r\nGET k\r\n").hear(2);
        a.raw("SET k 'it\\'s \\n'\r\nGET k\r\n").hear(2);
        a.raw("SET \"\" ''\r\nGET \"\"\r\n").hear(2);
        a.raw("   \r\n\r\n\n GET\tk \r\n").hear(1);
        a.raw("MULTI\r\nSET k 1\r\nEXEC\r\n" + GET + "NOSUCH x\r\n").hear(5);
        a.raw("SELECT 1\r\nGET k\r\nSELECT 0\r\n").hear(3);
        a.raw("SET k " + "v".repeat(60_000) + "\r\nSTRLEN k\r\n").hear(2);
    }

    private static void empty(Talk talk) throws IOException {
        Talk.Speaker a = talk.client("a");
        a.raw("*0\r\n*0\r\n" + GET + "*-1\r\n" + GET + "*0\r\n").hear(2);
        a.raw("*-10\r\n\r\n*0\r\nPING\r\n").hear(1);
        a.say("MULTI").raw("*0\r\n" + GET + "*0\r\n\r\n" + RawClient.request("EXEC")).hear(2);
    }

    private static void nameless(Talk talk) throws IOException {
        Talk.Speaker a = talk.client("a");
        a.raw("*1\r\n$0\r\n\r\n*2\r\n$0\r\n\r\n$1\r\na\r\n").hear(2);
        a.sayAll("\u0000\u0001\r\n", "x").sayAll("GET\r\n+OK", "k").sayAll("no such", "a\r\nb");
        a.sayAll("x".repeat(300), "y".repeat(300)).sayAll("ech\u00f6", "x");
    }

    private static void broken(Talk talk, String bytes) throws IOException {
        talk.client("alone").raw(bytes).ends();
        talk.client("behind").raw(RawClient.request("SET", "k", "v") + GET + bytes).ends();
        talk.client("stateful").say("MULTI").raw(GET + bytes).ends();
        talk.client("other").say("GET k");
    }
}
