package dev.redoubt.simulation;

import java.util.ArrayList;
import java.util.List;

/// A server's `__sentinel__:hello`.
final class HelloChannel {
    private final SimulatedRedis redis;
    private final List<Wire> subscribers = new ArrayList<>();
    private long echoNanos;

    HelloChannel(SimulatedRedis redis) {
        this.redis = redis;
    }

    void clear() {
        subscribers.clear();
    }

    void subscribe(Wire wire) {
        subscribers.add(wire);
    }

    void left(Wire wire) {
        subscribers.remove(wire);
    }

    void tell(Message.Hello hello) {
        subscribers.forEach(subscriber -> subscriber.send(hello));
        if (echoNanos > 0) {
            long late = redis.world().random().nextLong(echoNanos);
            redis.timer(late, () -> subscribers.forEach(subscriber -> subscriber.send(hello)));
        }
    }

    /// Tells each twice, up to so much later; 0 stops that.
    void echo(long nanos) {
        echoNanos = nanos;
    }
}
