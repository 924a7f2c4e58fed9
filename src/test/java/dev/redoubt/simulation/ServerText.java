package dev.redoubt.simulation;

import static dev.redoubt.simulation.Message.NOBODY;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What servers and Sentinels say of replicas, in their own words: the real readers read it.
final class ServerText {
    private static final String NO_HISTORY = "0".repeat(40);

    private ServerText() {}

    /// INFO.
    static String info(SimulatedRedis redis) {
        Replication replication = redis.replication();
        StringBuilder text = new StringBuilder(512);
        line(text, "run_id", identity(redis.runId()));
        line(text, "loading", redis.isLoading() ? "1" : "0");
        line(text, "role", redis.isMaster() ? "master" : "slave");
        int number = 0;
        for (Followers.Told replica : replication.followers().told()) {
            line(
                    text,
                    "slave" + number++,
                    "ip=redis-"
                            + replica.number()
                            + ",port=6379,state=online,offset="
                            + replica.offset()
                            + ",lag="
                            + replica.lagSeconds());
        }
        line(text, "master_replid", identity(replication.history()));
        boolean continues = replication.earlierHistory() != 0;
        line(
                text,
                "master_replid2",
                continues ? identity(replication.earlierHistory()) : NO_HISTORY);
        line(
                text,
                "second_repl_offset",
                continues ? Integer.toString(replication.earlierUntil() + 1) : "-1");
        line(text, "master_repl_offset", Integer.toString(redis.line().size()));
        int keys = redis.line().writes();
        if (keys > 0) {
            line(text, "db0", "keys=" + keys + ",expires=0,avg_ttl=0");
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(name).append(':').append(value).append("\r\n");
    }

    /// A run id, or a replication id.
    static String identity(long number) {
        String digits = Long.toHexString(number);
        return NO_HISTORY.substring(digits.length()) + digits;
    }

    /// SENTINEL REPLICAS: `addReplySentinelRedisInstance`.
    static Message replicas(SimulatedSentinel sentinel) {
        List<Map<String, String>> entries = new ArrayList<>();
        for (Instance one : sentinel.replicas().values()) {
            entries.add(replica(sentinel.now(), one));
        }
        return new Message.ReplicasReply(entries);
    }

    private static Map<String, String> replica(long now, Instance one) {
        Map<String, String> fields = new HashMap<>();
        fields.put("ip", "redis-" + one.number);
        fields.put("port", "6379");
        fields.put("runid", one.runId == 0 ? "" : identity(one.runId));
        fields.put(
                "flags",
                (one.subjectivelyDown ? "s_down," : "")
                        + "slave"
                        + (one.link.disconnected ? ",disconnected" : ""));
        fields.put("last-ok-ping-reply", Long.toString(now - one.link.lastAvailableMillis));
        fields.put("info-refresh", Long.toString(one.infoMillis == 0 ? 0 : now - one.infoMillis));
        fields.put("slave-priority", Long.toString(one.priority));
        fields.put("role-reported", one.reportsMaster ? "master" : "slave");
        fields.put("master-port", one.replicates == NOBODY ? "0" : "6379");
        return fields;
    }
}
