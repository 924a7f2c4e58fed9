package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.RawClient;
import dev.redoubt.pool.ReplicatedRedis.Version;
import dev.redoubt.snapshot.PoolEvent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Redis ends connections that are idle (`timeout`). That is no reason to hold anything, or to end
/// another connection: who writes on notices nothing.
@Timeout(120)
class DurableIdleIT {
    private static final Pattern LINK = Pattern.compile("id=([0-9]+) .*name=redoubt:orders .*");
    private static final int LINKS = 5;

    private static Set<String> links(ReplicatedRedis redis) {
        Set<String> links = new HashSet<>();
        for (String line : redis.primary().clients()) {
            Matcher link = LINK.matcher(line);
            if (link.matches()) {
                links.add(link.group(1));
            }
        }
        return links;
    }

    @Test
    void whoWritesNoticesNothing() throws Exception {
        try (ReplicatedRedis redis = ReplicatedRedis.start(Version.INSTALLED, "--timeout", "1")) {
            PoolInTest pool = redis.pool(1);
            RawClient writer = redis.client(pool);
            Set<String> seen = new HashSet<>();
            Await.until(
                    "links that Redis ended while others were written over",
                    () -> {
                        for (int i = 0; i < 100; i++) {
                            assertEquals("+OK\r\n", writer.ask("SET", "k", "v"));
                            assertTrue(pool.snapshot().primary().isPresent(), "withheld");
                        }
                        seen.addAll(links(redis));
                        // One is written over, and never idle.
                        return seen.size() >= LINKS;
                    });
            assertEquals(List.of(), lost(pool));
        }
    }

    /// Everything is idle, and then a write comes.
    @Test
    void aWriteAfterAPauseIsAWrite() throws Exception {
        try (ReplicatedRedis redis = ReplicatedRedis.start(Version.INSTALLED, "--timeout", "1")) {
            PoolInTest pool = redis.pool(1);
            RawClient writer = redis.client(pool);
            for (int i = 0; i < 3; i++) {
                assertEquals("+OK\r\n", writer.ask("SET", "k", "v"));
                Set<String> before = links(redis);
                Await.until(
                        "the end of all links",
                        () -> links(redis).stream().noneMatch(before::contains));
            }
            assertEquals("+OK\r\n", writer.ask("SET", "k", "v"));
            assertEquals(List.of(), lost(pool));
        }
    }

    private static List<PoolEvent> lost(PoolInTest pool) {
        return pool.events().stream()
                .filter(each -> each instanceof PoolEvent.PrimaryLost)
                .toList();
    }
}
