package dev.redoubt.simulation;

import org.jspecify.annotations.Nullable;

/// `instanceLink`: a Sentinel's two connections to an instance, and when it last heard of it.
final class InstanceLink {
    @Nullable Wire command;
    @Nullable Wire pubSub;
    boolean disconnected = true;
    int pending;
    long commandSinceMillis;
    long pubSubSinceMillis;
    long pubSubActivityMillis;
    long lastAvailableMillis;

    /// When the oldest unanswered PING was sent; 0 where there is none.
    long unansweredPingMillis;

    long lastPingMillis;
    long lastPongMillis;
    long lastReconnectMillis;

    InstanceLink(long nowMillis) {
        fresh(nowMillis);
    }

    /// As nothing was ever sent: silence counts from now.
    void fresh(long nowMillis) {
        unansweredPingMillis = nowMillis;
        lastPingMillis = 0;
        lastAvailableMillis = nowMillis;
        lastPongMillis = nowMillis;
    }

    void pong(long nowMillis) {
        lastAvailableMillis = nowMillis;
        unansweredPingMillis = 0;
        lastPongMillis = nowMillis;
    }

    /// `sentinelSendPing`.
    void ping(long nowMillis) {
        send(new Message.Ping());
        lastPingMillis = nowMillis;
        if (unansweredPingMillis == 0) {
            unansweredPingMillis = nowMillis;
        }
    }

    void send(Message message) {
        if (command != null) {
            command.send(message);
            pending++;
        }
    }

    void closeCommand() {
        if (command != null) {
            command.close();
            command = null;
            pending = 0;
            disconnected = true;
        }
    }

    void closePubSub() {
        if (pubSub != null) {
            pubSub.close();
            pubSub = null;
            disconnected = true;
        }
    }

    void close() {
        closeCommand();
        closePubSub();
    }
}
