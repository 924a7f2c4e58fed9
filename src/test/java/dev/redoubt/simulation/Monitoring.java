package dev.redoubt.simulation;

/// The monitoring half of a Sentinel's timer: connections, PING, INFO and hello. TILT does not stop
/// it.
final class Monitoring {
    private final SimulatedSentinel sentinel;

    Monitoring(SimulatedSentinel sentinel) {
        this.sentinel = sentinel;
    }

    /// `sentinelReconnectInstance`.
    void reconnect(Instance instance) {
        InstanceLink link = instance.link;
        long now = sentinel.now();
        if (!link.disconnected || now - link.lastReconnectMillis < SentinelTimes.PING) {
            return;
        }
        link.lastReconnectMillis = now;
        if (link.command == null) {
            link.command = connect(instance, new CommandReading(instance));
            link.pending = 0;
            link.commandSinceMillis = now;
            link.ping(now);
        }
        if (!instance.isSentinel() && link.pubSub == null) {
            Wire subscription = connect(instance, new PubSubReading(instance));
            link.pubSub = subscription;
            link.pubSubSinceMillis = now;
            subscription.send(new Message.Subscribe());
        }
        link.disconnected = false;
    }

    private Wire connect(Instance instance, Endpoint reader) {
        Reach reach = sentinel.reach();
        SimulatedProcess target =
                instance.isSentinel()
                        ? reach.sentinels.get(instance.number)
                        : reach.servers.get(instance.number);
        return reach.network.connect(sentinel, target, reader);
    }

    /// `sentinelSendPeriodicCommands`.
    void sendPeriodic(Instance instance) {
        InstanceLink link = instance.link;
        long now = sentinel.now();
        if (link.disconnected || link.pending >= SentinelTimes.PENDING) {
            return;
        }
        boolean closely =
                instance.isReplica()
                        && (sentinel.master().objectivelyDown
                                || sentinel.failover().isRunning()
                                || instance.linkDownMillis != 0);
        long infoPeriod = closely ? 1000 : SentinelTimes.INFO;
        long pingPeriod = Math.min(sentinel.times().downAfterMillis(), SentinelTimes.PING);
        if (!instance.isSentinel()
                && (instance.infoMillis == 0 || now - instance.infoMillis > infoPeriod)) {
            link.send(new Message.Info());
        }
        if (now - link.lastPongMillis > pingPeriod && now - link.lastPingMillis > pingPeriod / 2) {
            link.ping(now);
        }
        if (now - instance.lastPublishMillis > SentinelTimes.PUBLISH) {
            link.send(new Message.Publish(hello()));
        }
    }

    private Message.Hello hello() {
        return new Message.Hello(
                sentinel.number(),
                sentinel.currentEpoch(),
                sentinel.failover().currentMaster(),
                sentinel.configEpoch());
    }

    /// `sentinelForceHelloUpdateForMaster`.
    void publishSoon() {
        soon(sentinel.master());
        sentinel.replicas().values().forEach(Monitoring::soon);
        sentinel.sentinels().values().forEach(Monitoring::soon);
    }

    private static void soon(Instance instance) {
        instance.lastPublishMillis -= SentinelTimes.PUBLISH + 1;
    }

    private final class CommandReading implements Endpoint {
        private final Instance instance;

        CommandReading(Instance instance) {
            this.instance = instance;
        }

        @Override
        public void received(Message message) {
            instance.link.pending--;
            switch (message) {
                case Message.Pong _ -> instance.link.pong(sentinel.now());
                case Message.Published _ -> instance.lastPublishMillis = sentinel.now();
                case Message.InfoReply info -> InfoReading.read(sentinel, instance, info);
                case Message.MasterDown answer -> sentinel.downs().answered(instance, answer);
                case Message.Done _ -> {}
                default -> throw new IllegalStateException(message.toString());
            }
        }

        @Override
        public void ended(Ended how) {
            instance.link.command = null;
            instance.link.disconnected = true;
        }
    }

    private final class PubSubReading implements Endpoint {
        private final Instance instance;

        PubSubReading(Instance instance) {
            this.instance = instance;
        }

        @Override
        public void received(Message message) {
            instance.link.pubSubActivityMillis = sentinel.now();
            if (message instanceof Message.Hello hello && hello.sentinel() != sentinel.number()) {
                HelloReading.read(sentinel, hello);
            }
        }

        @Override
        public void ended(Ended how) {
            instance.link.pubSub = null;
            instance.link.disconnected = true;
        }
    }
}
