package dev.redoubt.simulation;

import dev.redoubt.net.Ending;
import dev.redoubt.sentinel.SentinelAction;
import dev.redoubt.sentinel.SentinelAnswer;
import dev.redoubt.sentinel.SentinelConfig;
import dev.redoubt.sentinel.SentinelEvent;
import dev.redoubt.sentinel.SentinelMachine;
import dev.redoubt.sentinel.SentinelState;
import dev.redoubt.sentinel.SentinelView;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// Drives the real [SentinelMachine] as its own driver does: connections to all Sentinels, one
/// timer, a subscription beside each command connection.
final class SimulatedWatch {
    private static final long TIMEOUT_NANOS = World.SECOND;

    private final SimulatedNode node;
    private final ControlLoop control;
    private final Reach reach;
    private final Guard guard;
    private final SentinelConfig config;
    private final Consumer<SentinelView> published;
    private final List<Link> links = new ArrayList<>();
    private SentinelState state;
    private int wakes;
    private long sleptNanos;

    SimulatedWatch(
            SimulatedNode node,
            ControlLoop control,
            Reach reach,
            Guard guard,
            Consumer<SentinelView> published) {
        this.node = node;
        this.control = control;
        this.reach = reach;
        this.published = published;
        this.guard = guard;
        int sentinels = reach.configured();
        this.config =
                new SentinelConfig(
                        "mymaster",
                        IntStream.range(0, sentinels).mapToObj(Addresses::sentinel).toList());
        this.sleptNanos = node.sleptNanos();
        this.state = SentinelMachine.initial(config, node.monotonicNanos());
        for (int i = 0; i < sentinels; i++) {
            links.add(new Link(i));
        }
    }

    void start() {
        apply(new SentinelEvent.Started());
    }

    void suspect() {
        apply(new SentinelEvent.Suspected());
    }

    /// The driver compares its clocks before anything else.
    private void apply(SentinelEvent event) {
        if (node.sleptNanos() != sleptNanos) {
            sleptNanos = node.sleptNanos();
            step(new SentinelEvent.Slept());
        }
        step(event);
    }

    private void step(SentinelEvent event) {
        SentinelMachine.Step step =
                SentinelMachine.step(config, state, event, node.monotonicNanos());
        state = step.state();
        for (SentinelAction action : step.actions()) {
            switch (action) {
                case SentinelAction.Connect(int sentinel) -> links.get(sentinel).connect();
                case SentinelAction.Ask(int sentinel) -> links.get(sentinel).ask();
                case SentinelAction.Publish(SentinelView view) -> publish(view);
                case SentinelAction.Tell tell -> node.log("notices " + tell.notice());
                case SentinelAction.WakeIn(long nanos) -> wakeIn(nanos);
            }
        }
    }

    private void publish(SentinelView view) {
        if (guard != Guard.NO_EPOCH_CHECK) {
            published.accept(view);
        }
    }

    /// Without majority and epochs: whoever answers is right.
    private void believe(SentinelAnswer answer) {
        if (guard == Guard.NO_EPOCH_CHECK && answer instanceof SentinelAnswer.Names names) {
            published.accept(Credulous.view(names, node.monotonicNanos()));
        }
    }

    private void wakeIn(long nanos) {
        int own = ++wakes;
        control.timer(
                nanos,
                () -> {
                    if (own == wakes) {
                        apply(new SentinelEvent.Woken());
                    }
                });
    }

    /// The command connection to one Sentinel, and the subscription.
    private final class Link implements Endpoint {
        private final int sentinel;
        private @Nullable Wire commands;
        private @Nullable Wire subscription;
        private int asked;
        private int answered;

        Link(int sentinel) {
            this.sentinel = sentinel;
        }

        void connect() {
            Wire wire = reach.network.connect(node, reach.sentinels.get(sentinel), this);
            commands = wire;
            asked = 0;
            answered = 0;
            wire.send(new Message.Ping());
            control.timer(
                    TIMEOUT_NANOS,
                    () -> {
                        if (commands == wire && answered == 0) {
                            lost(Ending.Kind.UNREACHABLE);
                        }
                    });
        }

        void ask() {
            Wire wire = commands;
            if (wire != null) {
                wire.send(new Message.Poll());
                int own = ++asked;
                control.timer(
                        TIMEOUT_NANOS,
                        () -> {
                            if (commands == wire && answered <= own) {
                                lost(Ending.Kind.SILENT);
                            }
                        });
            }
        }

        @Override
        public void received(Message message) {
            Wire from = commands;
            control.arrive(() -> {
                if (from == commands) {
                    read(message);
                }
            });
        }

        private void read(Message message) {
            answered++;
            switch (message) {
                case Message.Pong _ -> {
                    subscribe();
                    apply(new SentinelEvent.Connected(sentinel));
                }
                case Message.PollReply(var answer) -> {
                    believe(answer);
                    apply(new SentinelEvent.Answered(sentinel, answer));
                }
                default -> throw new IllegalStateException(message.toString());
            }
        }

        @Override
        public void ended(Ended how) {
            Wire from = commands;
            control.arrive(() -> {
                if (from == commands) {
                    lost(how == Ended.REFUSED ? Ending.Kind.NOT_LISTENING : Ending.Kind.BROKEN);
                }
            });
        }

        private void lost(Ending.Kind kind) {
            close(commands);
            close(subscription);
            commands = null;
            subscription = null;
            double jitter = node.world().random().nextDouble();
            apply(new SentinelEvent.Lost(sentinel, new Ending(kind, "lost"), jitter));
        }

        private static void close(@Nullable Wire wire) {
            if (wire != null) {
                wire.close();
            }
        }

        private void subscribe() {
            Wire wire = reach.network.connect(node, reach.sentinels.get(sentinel), new Hints());
            subscription = wire;
            wire.send(new Message.Subscribe());
        }

        private final class Hints implements Endpoint {
            @Override
            public void received(Message message) {
                Wire from = subscription;
                control.arrive(() -> {
                    if (from == subscription && message instanceof Message.Hint(var hint)) {
                        apply(new SentinelEvent.Hinted(sentinel, hint));
                    }
                });
            }

            @Override
            public void ended(Ended how) {
                Wire ended = subscription;
                control.timer(
                        World.SECOND,
                        () -> {
                            if (commands != null && subscription == ended) {
                                subscribe();
                            }
                        });
            }
        }
    }
}
