package dev.redoubt.simulation;

import java.util.List;

/// What goes wrong, and how it ends. Each is undone by [#end], at the latest when all is healed.
sealed interface Fault {
    void begin(Scenario scenario);

    void end(Scenario scenario);

    /// kill -9, and a restart.
    record Kill(SimulatedProcess process) implements Fault {
        @Override
        public void begin(Scenario scenario) {
            process.crash();
        }

        @Override
        public void end(Scenario scenario) {
            process.restart();
        }
    }

    /// kill -9 of a server whose disk has only what it had a while ago.
    ///
    /// @param kept in percent
    record Forget(SimulatedRedis server, int kept) implements Fault {
        @Override
        public void begin(Scenario scenario) {
            server.crash();
            server.keepOnDisk(server.line().size() * kept / 100);
        }

        @Override
        public void end(Scenario scenario) {
            server.restart();
        }
    }

    /// The host loses power: nobody is told.
    record Vanish(SimulatedProcess process) implements Fault {
        @Override
        public void begin(Scenario scenario) {
            process.vanish();
        }

        @Override
        public void end(Scenario scenario) {
            process.restart();
        }
    }

    /// SIGSTOP, SIGCONT. A Sentinel that may promote somebody is spared: no lease bounds what it
    /// does when it wakes.
    record Stall(SimulatedProcess process) implements Fault {
        @Override
        public void begin(Scenario scenario) {
            if (!(process instanceof SimulatedSentinel sentinel && sentinel.mayPromote())) {
                process.stall();
            }
        }

        @Override
        public void end(Scenario scenario) {
            process.resume();
        }
    }

    /// SIGSTOP and SIGCONT before anybody notices, even of a Sentinel that is about to promote.
    record Hitch(SimulatedProcess process) implements Fault {
        @Override
        public void begin(Scenario scenario) {
            process.stall();
        }

        @Override
        public void end(Scenario scenario) {
            process.resume();
        }
    }

    /// The machine sleeps; its monotonic clock stands still meanwhile.
    record Suspend(SimulatedProcess process) implements Fault {
        @Override
        public void begin(Scenario scenario) {
            process.suspend();
        }

        @Override
        public void end(Scenario scenario) {
            process.resumeFromSuspend();
        }
    }

    /// A node's control loop stands still; its other loops carry commands.
    record Standstill(SimulatedNode node) implements Fault {
        @Override
        public void begin(Scenario scenario) {
            node.log("has a control loop that stands still");
            node.path().control().stop();
        }

        @Override
        public void end(Scenario scenario) {
            node.path().control().goOn();
        }
    }

    /// Somebody sets the wall clock, and sets it back; not while that Sentinel may promote: a
    /// second TILT on the way would be more than any node waits for.
    record StepClock(SimulatedProcess process, long millis) implements Fault {
        @Override
        public void begin(Scenario scenario) {
            process.stepClock(millis);
        }

        @Override
        public void end(Scenario scenario) {
            if (!(process instanceof SimulatedSentinel sentinel && sentinel.mayPromote())) {
                process.stepClock(-millis);
            }
        }
    }

    /// Nothing comes through from any of `from` to any of `to`.
    record Cut(List<Integer> from, List<Integer> to, Way way) implements Fault {
        enum Way {
            ONE,
            BOTH
        }

        @Override
        public void begin(Scenario scenario) {
            scenario.world().log(() -> "network " + this);
            each((one, other) -> scenario.network().block(one, other));
        }

        @Override
        public void end(Scenario scenario) {
            scenario.world().log(() -> "network heals " + this);
            each((one, other) -> scenario.network().heal(one, other));
        }

        private void each(Path path) {
            for (int one : from) {
                for (int other : to) {
                    if (one != other) {
                        path.apply(one, other);
                        if (way == Way.BOTH) {
                            path.apply(other, one);
                        }
                    }
                }
            }
        }

        private interface Path {
            void apply(int from, int to);
        }
    }

    /// A path takes long, now and then.
    record Slow(int from, int to, long nanos) implements Fault {
        @Override
        public void begin(Scenario scenario) {
            scenario.world().log(() -> "network " + this);
            scenario.network().slow(from, to, nanos);
        }

        @Override
        public void end(Scenario scenario) {
            scenario.network().slow(from, to, 0);
        }
    }

    /// All connections between two hosts break.
    record Reset(SimulatedProcess one, SimulatedProcess other) implements Fault {
        @Override
        public void begin(Scenario scenario) {
            one.log("loses its connections with " + other.name());
            one.reset(other);
            other.reset(one);
        }

        @Override
        public void end(Scenario scenario) {}
    }

    /// A server's subscribers get each hello twice, the second time late.
    record Echo(SimulatedRedis server) implements Fault {
        @Override
        public void begin(Scenario scenario) {
            server.log("tells each hello twice");
            server.echo(3 * World.SECOND);
        }

        @Override
        public void end(Scenario scenario) {
            server.echo(0);
        }
    }
}
