package dev.redoubt.sentinel;

import dev.redoubt.net.ControlConnection;
import dev.redoubt.net.ControlListener;
import dev.redoubt.net.ControlTarget;
import dev.redoubt.net.Ending;
import dev.redoubt.net.Transport;
import dev.redoubt.resp.RespValue;

import io.netty.channel.EventLoop;

import org.jspecify.annotations.Nullable;

/// The command connection to one Sentinel. It stands for the node: the machine hears of it alone,
/// and the Pub/Sub connection beside it lives and ends with it. Owned by the control loop.
final class SentinelLink {
    private final EventLoop loop;
    private final Transport transport;
    private final ControlTarget target;
    private final String master;
    private final Listener listener;
    private final SentinelSubscription subscription;
    private @Nullable ControlConnection commands;

    /// What one node's link tells its driver.
    interface Listener {
        void connected();

        void lost(Ending ending);

        void answered(SentinelAnswer answer);

        void message(String channel, String payload);

        void subscriptionRefused(String error);
    }

    SentinelLink(
            EventLoop loop,
            Transport transport,
            ControlTarget target,
            String master,
            Listener listener) {
        this.loop = loop;
        this.transport = transport;
        this.target = target;
        this.master = master;
        this.listener = listener;
        this.subscription = new SentinelSubscription(loop, transport, target, listener);
    }

    void connect() {
        commands = ControlConnection.open(loop, transport, target, new CommandListener());
    }

    /// Both questions in one packet; the answer is complete with the second reply.
    void ask() {
        ControlConnection open = commands;
        if (open == null) {
            return;
        }
        RespValue[] address = {new RespValue.NullReply()};
        open.send(reply -> address[0] = reply, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", master);
        open.send(
                reply -> listener.answered(SentinelAnswer.of(address[0], reply)),
                "SENTINEL",
                "MASTER",
                master);
        subscription.ping();
    }

    void close() {
        subscription.close();
        if (commands != null) {
            commands.close();
        }
    }

    private final class CommandListener implements ControlListener {
        @Override
        public void ready() {
            subscription.open();
            listener.connected();
        }

        @Override
        public void message(String channel, String payload) {}

        @Override
        public void ended(Ending ending) {
            commands = null;
            subscription.close();
            listener.lost(ending);
        }
    }
}
