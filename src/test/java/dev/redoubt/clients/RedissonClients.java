package dev.redoubt.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.peers.Front;
import dev.redoubt.peers.RealRedis;

import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;
import org.redisson.config.Protocol;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Redis, Redoubt before it, and two Redissons of each protocol before that, for all tests of a
/// class: it takes seconds to begin and to end with one.
final class RedissonClients implements AutoCloseable {
    /// Renewed after a third of it: so a busy machine may be late by seconds.
    private static final long WATCHDOG_MILLIS = 6000;

    private static final int PATIENCE_MILLIS = 20_000;

    private final RealRedis redis = RealRedis.installed("--requirepass", "secret");
    private final Front front = Front.before(redis, "password: secret", "");
    private final Map<Protocol, List<RedissonClient>> pairs = new EnumMap<>(Protocol.class);

    RealRedis redis() {
        return redis;
    }

    void empty() {
        redis.command("FLUSHALL");
    }

    RedissonClient one(Protocol protocol) {
        return pair(protocol).getFirst();
    }

    RedissonClient other(Protocol protocol) {
        return pair(protocol).getLast();
    }

    private List<RedissonClient> pair(Protocol protocol) {
        return pairs.computeIfAbsent(
                protocol, version -> List.of(connect(version), connect(version)));
    }

    private RedissonClient connect(Protocol protocol) {
        Config config = new Config();
        config.setProtocol(protocol);
        config.setCodec(StringCodec.INSTANCE);
        config.setLockWatchdogTimeout(WATCHDOG_MILLIS);
        config.setPassword("secret");
        config.useSingleServer()
                .setAddress("redis://" + front.address())
                // A reply that never comes must not be hidden by asking again.
                .setTimeout(PATIENCE_MILLIS)
                .setRetryAttempts(0)
                .setConnectionPoolSize(16)
                .setConnectionMinimumIdleSize(1);
        return Redisson.create(config);
    }

    @Override
    public void close() {
        pairs.values().forEach(pair -> pair.forEach(RedissonClient::shutdown));
        long faults = front.faults();
        front.close();
        redis.close();
        assertEquals(0, faults);
    }
}
