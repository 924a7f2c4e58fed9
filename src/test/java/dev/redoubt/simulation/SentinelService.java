package dev.redoubt.simulation;

import dev.redoubt.sentinel.SentinelHint;
import dev.redoubt.sentinel.WatchedChannels;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a simulated Sentinel does for those who connect to it: other Sentinels, and nodes.
final class SentinelService {
    private final SimulatedSentinel sentinel;
    private final List<Wire> watchers = new ArrayList<>();

    SentinelService(SimulatedSentinel sentinel) {
        this.sentinel = sentinel;
    }

    void begin() {
        watchers.clear();
    }

    Endpoint serve(Wire wire) {
        return new Asker(wire);
    }

    /// Publishes an event.
    void tell(String channel, Optional<SentinelHint.Switch> switched) {
        if (!watchers.isEmpty() && WatchedChannels.contain(channel)) {
            Message hint =
                    new Message.Hint(
                            switched.isPresent() || isAboutNoMaster(channel)
                                    ? new SentinelHint(channel, switched)
                                    : new SentinelHint(
                                            channel,
                                            switched,
                                            Optional.of(
                                                    Addresses.server(sentinel.master().number))));
            watchers.forEach(watcher -> watcher.send(hint));
        }
    }

    private static boolean isAboutNoMaster(String channel) {
        return switch (channel) {
            case "+tilt", "-tilt", "+new-epoch", "+vote-for-leader" -> true;
            default -> false;
        };
    }

    private final class Asker implements Endpoint {
        private final Wire wire;

        Asker(Wire wire) {
            this.wire = wire;
        }

        @Override
        public void received(Message message) {
            switch (message) {
                case Message.Ping _ -> wire.send(new Message.Pong());
                case Message.Publish(Message.Hello hello) -> {
                    HelloReading.read(sentinel, hello);
                    wire.send(new Message.Published());
                }
                case Message.IsMasterDown question ->
                        wire.send(sentinel.election().answer(question));
                case Message.Subscribe _ -> watchers.add(wire);
                case Message.AskReplicas _ -> wire.send(ServerText.replicas(sentinel));
                case Message.Poll _ -> wire.send(SentinelReplies.poll(sentinel));
                default -> throw new IllegalStateException(message.toString());
            }
        }

        @Override
        public void ended(Ended how) {
            watchers.remove(wire);
        }
    }
}
