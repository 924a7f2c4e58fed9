package dev.redoubt.pool;

import dev.redoubt.config.HostPort;
import dev.redoubt.failover.InfoText;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;

/// The replicas that a server's INFO names
/// (`slave0:ip=10.0.0.5,port=6379,state=online,offset=1,lag=0`).
final class Replicas {
    /// More of one server are not looked at.
    static final int MOST = 32;

    private Replicas() {}

    /// As announced, in their order.
    static SequencedSet<HostPort> of(InfoText replication) {
        SequencedSet<HostPort> replicas = new LinkedHashSet<>();
        for (int i = 0; i < MOST && replication.has("slave" + i); i++) {
            Map<String, String> fields = new LinkedHashMap<>();
            for (String field : replication.text("slave" + i).split(",", -1)) {
                int equals = field.indexOf('=');
                if (equals > 0) {
                    fields.put(field.substring(0, equals), field.substring(equals + 1));
                }
            }
            InfoText port = InfoText.of("port:" + fields.getOrDefault("port", ""));
            String host = fields.getOrDefault("ip", "");
            if (!host.isEmpty() && port.number("port").isPresent()) {
                replicas.add(new HostPort(host, (int) port.number("port").getAsLong()));
            }
        }
        return replicas;
    }
}
