package dev.redoubt.sentinel;

import dev.redoubt.config.HostPort;
import dev.redoubt.net.ControlConnection;
import dev.redoubt.net.ControlListener;
import dev.redoubt.net.ControlTarget;
import dev.redoubt.net.Ending;
import dev.redoubt.net.Transport;
import dev.redoubt.resp.RespValue;

import io.netty.channel.EventLoop;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

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
    private RespValue myId = new RespValue.NullReply();
    private RespValue sentinels = new RespValue.NullReply();
    private Optional<HostPort> votesAbout = Optional.empty();

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
        myId = new RespValue.NullReply();
        commands = ControlConnection.open(loop, transport, target, new CommandListener());
    }

    /// One poll; all its questions but the last go out in one packet. How the node voted can only
    /// be asked by the address of its master, so that question comes again when another address is
    /// shown than the last time.
    void ask() {
        ControlConnection open = commands;
        if (open != null) {
            new Poll(open).ask();
            subscription.ping();
        }
    }

    void close() {
        subscription.close();
        if (commands != null) {
            commands.close();
        }
    }

    /// The replies of one poll as they come.
    private final class Poll {
        private static final RespValue NONE = new RespValue.NullReply();

        private final ControlConnection open;
        private RespValue address = NONE;
        private RespValue details = NONE;
        private RespValue info = NONE;

        Poll(ControlConnection open) {
            this.open = open;
        }

        void ask() {
            if (myId instanceof RespValue.NullReply) {
                open.send(reply -> myId = reply, "SENTINEL", "MYID");
            }
            open.send(reply -> address = reply, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", master);
            open.send(reply -> sentinels = reply, "SENTINEL", "SENTINELS", master);
            open.send(reply -> info = reply, "INFO", "sentinel");
            open.send(reply -> details = reply, "SENTINEL", "MASTER", master);
            askForVote();
        }

        private void askForVote() {
            Optional<HostPort> about = votesAbout;
            if (about.isEmpty()) {
                open.send(_ -> complete(NONE), "PING");
                return;
            }
            open.send(
                    this::complete,
                    "SENTINEL",
                    "IS-MASTER-DOWN-BY-ADDR",
                    about.get().host(),
                    String.valueOf(about.get().port()),
                    "0",
                    "x");
        }

        private void complete(RespValue vote) {
            Optional<HostPort> shown =
                    MasterDetails.of(details.fields()).map(MasterDetails::address);
            if (shown.isPresent() && !shown.equals(votesAbout)) {
                votesAbout = shown;
                askForVote();
            } else {
                listener.answered(
                        SentinelAnswer.of(
                                new PollReplies(address, details, sentinels, myId, info, vote)));
            }
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
