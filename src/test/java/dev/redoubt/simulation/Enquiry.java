package dev.redoubt.simulation;

import org.jspecify.annotations.Nullable;

/// Asks somebody again and again, over a connection that is opened anew whenever it ends: what
/// `InfoLook` and `ReplicaLook` have in common, and `ControlConnection` does for them. Of the
/// control loop.
final class Enquiry {
    private static final long CONNECT_NANOS = World.SECOND;

    private final SimulatedNode node;
    private final ControlLoop control;
    private final SimulatedProcess target;
    private final Message question;
    private final long responseNanos;
    private final Asker asker;
    private @Nullable Conversation conversation;
    private int schedules;

    /// Who wants to know.
    interface Asker {
        /// The answer.
        ///
        /// @return after how long it is asked again
        long heard(Message answer);

        /// The connection ended.
        ///
        /// @return after how long another one is opened
        long ended();
    }

    Enquiry(
            SimulatedNode node,
            ControlLoop control,
            SimulatedProcess target,
            Message question,
            long responseNanos,
            Asker asker) {
        this.node = node;
        this.control = control;
        this.target = target;
        this.question = question;
        this.responseNanos = responseNanos;
        this.asker = asker;
    }

    /// Asks at once, over a new connection: no answer to an earlier question comes any more.
    void begin() {
        end();
        connect();
    }

    /// The same, unless nothing was asked yet.
    void now() {
        Conversation current = conversation;
        if (current == null || current.asked > 0) {
            begin();
        }
    }

    void end() {
        schedules++;
        Conversation old = conversation;
        conversation = null;
        if (old != null) {
            old.close();
        }
    }

    private void connect() {
        Conversation opened = new Conversation();
        conversation = opened;
        opened.connect();
    }

    private void schedule(long nanos, Runnable task) {
        int own = ++schedules;
        control.timer(
                nanos,
                () -> {
                    if (own == schedules) {
                        task.run();
                    }
                });
    }

    private final class Conversation implements Endpoint {
        private @Nullable Wire wire;
        private boolean ready;
        private int asked;
        private int answered;

        private boolean isCurrent() {
            return conversation == this;
        }

        void connect() {
            wire = node.reach().network.connect(node, target, this);
            control.timer(
                    CONNECT_NANOS,
                    () -> {
                        if (!ready) {
                            lost();
                        }
                    });
        }

        void close() {
            if (wire != null) {
                wire.close();
            }
        }

        @Override
        public void opened() {
            control.arrive(() -> {
                ready = true;
                ask();
            });
        }

        private void ask() {
            if (isCurrent() && wire != null) {
                int own = ++asked;
                wire.send(question);
                control.timer(
                        responseNanos,
                        () -> {
                            if (answered < own) {
                                lost();
                            }
                        });
            }
        }

        @Override
        public void received(Message message) {
            control.arrive(() -> {
                if (isCurrent()) {
                    answered++;
                    long pause = asker.heard(message);
                    if (isCurrent()) {
                        schedule(pause, this::ask);
                    }
                }
            });
        }

        @Override
        public void ended(Ended how) {
            control.arrive(this::lost);
        }

        private void lost() {
            if (isCurrent()) {
                close();
                conversation = null;
                schedule(asker.ended(), Enquiry.this::connect);
            }
        }
    }
}
