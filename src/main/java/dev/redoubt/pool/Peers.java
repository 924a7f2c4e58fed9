package dev.redoubt.pool;

import dev.redoubt.config.BackendConfig;
import dev.redoubt.config.HostPort;
import dev.redoubt.net.ControlTarget;
import dev.redoubt.net.Credentials;
import dev.redoubt.net.Transport;
import dev.redoubt.peer.PeerChannel;
import dev.redoubt.peer.PeerMessage;
import dev.redoubt.peer.PeerName;
import dev.redoubt.peer.Presence;

import io.netty.channel.EventLoop;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/// The other pools, here and at other nodes, in front of the same primary: who they are, and what
/// they say in a planned move. State on the control loop; a move's thread asks and waits.
final class Peers implements PeerChannel.Listener {
    private static final Logger log = LoggerFactory.getLogger(Peers.class);
    private static final Duration RESPONSE = Duration.ofSeconds(2);
    private static final long ANSWER_MILLIS = 1000;

    /// One of two is not the process before.
    private static final int ENOUGH = 2;

    /// What another one's move makes this pool do.
    interface Follower {
        /// Another one asks to hold commands; answers [#say] with [PeerMessage.Held].
        void hold(PeerName by, PeerMessage.Hold hold);

        /// It says how that ended.
        void ended(PeerName by, PeerMessage end);
    }

    /// What an operator at another node orders.
    interface Orders {
        /// Whether commands wait here from now on, or did already.
        boolean pause(PeerName by, PeerMessage.Pause pause);

        /// They go on.
        void resume(PeerName by);
    }

    private final EventLoop control;
    private final Transport transport;
    private final BackendConfig backend;
    private final PeerName own;
    private final Presence presence = new Presence();
    private final Set<PeerName> held = new HashSet<>();
    private final Follower follower;
    private final Orders orders;
    private @Nullable PeerChannel channel;
    private String move = "";
    private boolean refused;

    /// The runs of the first that were heard.
    private final Set<String> met = new HashSet<>();

    private Meeting before = Meeting.NONE;

    Peers(
            EventLoop control,
            Transport transport,
            BackendConfig backend,
            PeerName own,
            Function<Peers, Follower> follower,
            Orders orders) {
        this.control = control;
        this.transport = transport;
        this.backend = backend;
        this.own = own;
        this.follower = follower.apply(this);
        this.orders = orders;
    }

    /// Who is primary now: there they meet. Where nobody is, the old channel is kept.
    void named(Optional<HostPort> primary) {
        assert control.inEventLoop();
        if (primary.isEmpty()) {
            return;
        }
        close();
        presence.clear();
        channel =
                new PeerChannel(
                        control,
                        transport,
                        new ControlTarget(
                                primary.get(),
                                Credentials.of(backend.username(), backend.password()),
                                backend.connectTimeout(),
                                RESPONSE),
                        own,
                        this);
    }

    /// Whether anybody was ever heard, or nobody could be. A process of this node whose place this
    /// one has taken is nobody else.
    Meeting meeting() {
        boolean heard = met.stream().anyMatch(run -> !run.equals(before.run()));
        return new Meeting(own.run(), heard || refused || before.others());
    }

    /// What this node's process before knew.
    void remember(Meeting meeting) {
        before = meeting;
    }

    void close() {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }

    @Override
    public void heard(PeerMessage.Sent sent) {
        presence.heard(sent.by(), System.nanoTime());
        if (met.size() < ENOUGH) {
            met.add(sent.by().run());
        }
        switch (sent.message()) {
            case PeerMessage.Here _ -> {}
            case PeerMessage.Call _ -> tell(new PeerMessage.Here());
            case PeerMessage.Held(String named) -> confirmed(sent.by(), named);
            case PeerMessage.Done(String named) -> confirmed(sent.by(), named);
            case PeerMessage.Pause pause -> {
                if (orders.pause(sent.by(), pause)) {
                    tell(new PeerMessage.Done(pause.order()));
                }
            }
            case PeerMessage.Resume(String named) -> {
                orders.resume(sent.by());
                tell(new PeerMessage.Done(named));
            }
            case PeerMessage.Hold hold -> follower.hold(sent.by(), hold);
            case PeerMessage.Moved moved -> follower.ended(sent.by(), moved);
            case PeerMessage.Release release -> follower.ended(sent.by(), release);
        }
    }

    private void confirmed(PeerName by, String named) {
        if (named.equals(move)) {
            held.add(by);
        }
    }

    @Override
    public void refused(String error) {
        if (!refused) {
            refused = true;
            log.warn(
                    "pool {}: the primary refuses the channel {} ({}): other nodes are not told of"
                            + " planned moves (expected: the right to SUBSCRIBE and PUBLISH there)",
                    own.pool(),
                    PeerChannel.NAME,
                    error);
        }
    }

    private void tell(PeerMessage message) {
        if (channel != null) {
            channel.say(message);
        }
    }

    /// Tells all others, from any thread.
    void say(PeerMessage message) {
        control.execute(() -> tell(message));
    }

    /// The message as it goes over the wire.
    String line(PeerMessage message) {
        return new PeerMessage.Sent(own, message).line();
    }

    // For the thread that carries out a move, or an order

    /// Who is there; their confirmations of this are counted from now on.
    List<PeerName> begin(String name) throws MoveFailed {
        return ask(() -> {
            move = name;
            held.clear();
            return presence.at(System.nanoTime());
        });
    }

    /// Whether this one hears the others.
    boolean hears() throws MoveFailed {
        return ask(() -> channel != null && channel.hears());
    }

    /// Who of these has not confirmed it yet.
    List<PeerName> missing(List<PeerName> expected) throws MoveFailed {
        return ask(() -> expected.stream().filter(each -> !held.contains(each)).toList());
    }

    private <T> T ask(Supplier<T> question) throws MoveFailed {
        try {
            return CompletableFuture.supplyAsync(question, control)
                    .get(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new MoveFailed("interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException _) {
            throw new MoveFailed("the control loop is busy");
        }
    }
}
