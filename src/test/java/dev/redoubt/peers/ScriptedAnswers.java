package dev.redoubt.peers;

import dev.redoubt.config.HostPort;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/// What a [ScriptedRedis] without a script answers, with `|` for CRLF.
final class ScriptedAnswers {
    private final Map<String, String> keys = new ConcurrentHashMap<>();
    private final AtomicReference<String> role = new AtomicReference<>("master");
    private final AtomicReference<HostPort> named =
            new AtomicReference<>(new HostPort("127.0.0.1", 1));

    void play(String next) {
        role.set(next);
    }

    void name(HostPort primary) {
        named.set(primary);
    }

    String to(List<String> command) {
        return switch (command.getFirst().toUpperCase(Locale.ROOT)) {
            case "PING" -> "+PONG|";
            case "ROLE" -> role();
            case "HELLO" -> "%1|+proto|:3|";
            case "GET" -> bulk(keys.get(command.get(1)));
            case "SET" -> {
                keys.put(command.get(1), command.get(2));
                yield "+OK|";
            }
            case "INCR" ->
                    ":"
                            + keys.merge(
                                    command.get(1),
                                    "1",
                                    (old, one) -> String.valueOf(Integer.parseInt(old) + 1))
                            + "|";
            case "ECHO" -> bulk(command.get(1));
            case "SENTINEL" -> sentinel(command);
            case "SUBSCRIBE" -> confirmations(command);
            case "CLIENT", "SELECT", "WATCH", "UNWATCH", "AUTH" -> "+OK|";
            default -> "-ERR unknown command '" + command.getFirst() + "'|";
        };
    }

    private String role() {
        return role.get().equals("master")
                ? "*3|$6|master|:0|*0|"
                : "*5|$5|slave|$9|10.0.0.99|:6379|$9|connected|:0|";
    }

    private static String bulk(@Nullable String value) {
        return value == null ? "$-1|" : "$" + value.length() + "|" + value + "|";
    }

    private String sentinel(List<String> command) {
        HostPort primary = named.get();
        String port = String.valueOf(primary.port());
        if (command.get(1).equals("GET-MASTER-ADDR-BY-NAME")) {
            return array(primary.host(), port);
        }
        return array(
                "ip",
                primary.host(),
                "port",
                port,
                "runid",
                "x",
                "flags",
                "master",
                "last-ok-ping-reply",
                "1",
                "down-after-milliseconds",
                "1000",
                "failover-timeout",
                "180000",
                "role-reported",
                "master",
                "config-epoch",
                "1",
                "quorum",
                "2",
                "num-other-sentinels",
                "2");
    }

    private static String array(String... texts) {
        StringBuilder array = new StringBuilder("*" + texts.length + "|");
        for (String text : texts) {
            array.append(bulk(text));
        }
        return array.toString();
    }

    private static String confirmations(List<String> command) {
        StringBuilder replies = new StringBuilder();
        for (int i = 1; i < command.size(); i++) {
            replies.append("*3|").append(bulk("subscribe")).append(bulk(command.get(i)));
            replies.append(":").append(i).append("|");
        }
        return replies.toString();
    }
}
