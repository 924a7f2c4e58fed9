package dev.redoubt.simulation;

import dev.redoubt.command.CommandSpec;
import dev.redoubt.sentinel.SentinelAnswer;
import dev.redoubt.sentinel.SentinelHint;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What travels. Servers and Sentinels are numbers; [#NOBODY] is no server.
sealed interface Message {
    int NOBODY = -1;

    record Ping() implements Message {}

    /// PONG, or -LOADING, which Sentinel takes for one.
    record Pong() implements Message {}

    record Info() implements Message {}

    /// The lines of INFO that Sentinel reads.
    ///
    /// @param master of a replica, else [#NOBODY]
    /// @param told what else is in it
    record InfoReply(
            long runId,
            int master,
            boolean linkUp,
            long linkDownSeconds,
            long offset,
            List<Integer> replicas,
            Told told)
            implements Message {
        boolean isMaster() {
            return master == NOBODY;
        }
    }

    /// The rest of INFO.
    ///
    /// @param generation of the data whose offset it tells: for the judge
    record Told(long priority, long generation) {}

    /// SUBSCRIBE to the Sentinels' hello channel, or to a Sentinel's events.
    record Subscribe() implements Message {}

    record Publish(Hello hello) implements Message {}

    record Published() implements Message {}

    /// What a Sentinel says of itself and its master.
    record Hello(int sentinel, long currentEpoch, int master, long configEpoch)
            implements Message {}

    /// MULTI, REPLICAOF, CONFIG REWRITE, CLIENT KILL, EXEC.
    ///
    /// @param master [#NOBODY] for NO ONE
    /// @param order whose failover this belongs to: for the judge, not for the server
    record ReplicaOf(int master, Order order) implements Message {}

    /// A Sentinel's failover.
    record Order(int sentinel, int incarnation, long epoch) {}

    record Done() implements Message {}

    /// SENTINEL IS-MASTER-DOWN-BY-ADDR.
    ///
    /// @param candidate [#NOBODY] where no vote is wanted
    record IsMasterDown(int master, long epoch, int candidate) implements Message {}

    /// The answer to it.
    ///
    /// @param leader [#NOBODY] where there is no vote
    record MasterDown(boolean down, int leader, long leaderEpoch) implements Message {}

    record Poll() implements Message {}

    record PollReply(SentinelAnswer answer) implements Message {}

    record Hint(SentinelHint hint) implements Message {}

    record Role() implements Message {}

    /// INFO, all of it, as Redoubt asks.
    record Look() implements Message {}

    /// The reply to it.
    ///
    /// @param sight of durable writes: for the judge
    record LookReply(String text, Witnesses.Sight sight) implements Message {}

    /// SENTINEL REPLICAS.
    record AskReplicas() implements Message {}

    /// The reply to it: the fields of each entry.
    record ReplicasReply(List<Map<String, String>> entries) implements Message {}

    /// WAIT.
    record Wait(int replicas, long timeoutMillis) implements Message {}

    /// The reply to WAIT, as Redis writes it.
    record Waited(String words) implements Message {}

    /// REPLCONF GETACK.
    record AskOffset() implements Message {}

    /// REPLCONF ACK.
    record Offset(int offset) implements Message {}

    /// The reply to ROLE, and to INFO server.
    ///
    /// @param runId of the process that answers
    record RoleReply(boolean isMaster, long runId) implements Message {}

    /// What a session asks for.
    ///
    /// @param session of the client's connection
    /// @param number counts up within it
    record Command(long id, long session, int number, Kind kind) implements Message {
        private static final CommandSpec GET = CommandSpec.of("get", 2, Set.of("readonly"));
        private static final CommandSpec INCR = CommandSpec.of("incr", 2, Set.of("write"));
        private static final CommandSpec EVAL = CommandSpec.of("eval", -3, Set.of());

        enum Kind {
            READ,
            WRITE,
            /// Writes, and may say anything afterwards.
            SCRIPT;

            /// As the real verdicts see it.
            CommandSpec spec() {
                return switch (this) {
                    case READ -> GET;
                    case WRITE -> INCR;
                    case SCRIPT -> EVAL;
                };
            }

            boolean writes() {
                return this != READ;
            }
        }
    }

    /// What a session gets.
    ///
    /// @param stamp counts executions; 0 where nothing was executed
    record Reply(long id, Outcome outcome, long stamp) implements Message {
        enum Outcome {
            DONE,
            /// -LOADING: not executed.
            LOADING,
            /// -READONLY: not executed.
            READ_ONLY,
            /// A script's own error, in words that the server uses: executed.
            RAISED,
            /// Sent and unanswered: nobody knows.
            AMBIGUOUS,
            /// Executed, but too few replicas said that they have it.
            UNCOMMITTED,
            /// Held for too long: never executed.
            TIMED_OUT
        }
    }

    /// PSYNC.
    record Synchronize(int replica, long history, int offset) implements Message {}

    /// CONTINUE: the same history, or its successor.
    record Continue(long history, Line entries) implements Message {}

    /// FULLRESYNC: everything anew.
    record Whole(long history, Line entries) implements Message {}

    record Entry(long entry, Optional<Hello> hello) implements Message {}
}
