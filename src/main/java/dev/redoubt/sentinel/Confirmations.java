package dev.redoubt.sentinel;

import dev.redoubt.config.HostPort;
import dev.redoubt.sentinel.Confirmation.Kind;
import dev.redoubt.sentinel.SentinelAnswer.Names;

import java.time.Duration;
import java.util.Optional;

/// What an answer, or a refused connection, proves about a primary. Pure.
///
/// The moment at which a Sentinel last heard the primary is reckoned from when it was asked: the
/// answer was made later, and so the true moment is no earlier.
final class Confirmations {
    private Confirmations() {}

    /// The node's standing after an answer.
    ///
    /// @param before the node with its previous answer
    static Standing answered(NodeState before, NodeState.Heard heard) {
        Standing standing = before.standing();
        if (!(heard.answer() instanceof Names names) || names.details().isEmpty()) {
            return standing;
        }
        MasterDetails details = names.details().get();
        if (details.has("failover_in_progress")) {
            return standing.leading(details.address(), heard.atNanos());
        }
        if (!standing.heeds(details.address(), heard.askedNanos())) {
            return standing;
        }
        if (!details.address().equals(names.address()) || !details.isClean()) {
            return standing.unconfirmed().withoutFailover();
        }
        return standing.withoutFailover()
                .with(word(before, details, heard.askedNanos(), heard.atNanos()));
    }

    private static Confirmation word(
            NodeState before, MasterDetails details, long askedNanos, long nowNanos) {
        HostPort primary = details.address();
        Duration downAfter = details.downAfter();
        long agoNanos = details.lastOkPingReply().toNanos();
        long heardNanos = askedNanos - agoNanos;
        Optional<Confirmation> last =
                before.standing()
                        .sound(primary, nowNanos)
                        .filter(word -> !isLater(word, nowNanos - agoNanos));
        if (last.isPresent()) {
            Confirmation word = last.get();
            return new Confirmation(
                    Optional.of(primary),
                    word.kind() == Kind.SWITCHED ? Kind.SWITCHED : Kind.NAMED,
                    later(word.heardNanos(), heardNanos),
                    downAfter,
                    word.sinceNanos());
        }
        return new Confirmation(
                Optional.of(primary),
                wasSeenToSwitch(before, details, nowNanos) ? Kind.SWITCHED : Kind.NAMED,
                heardNanos,
                downAfter,
                nowNanos);
    }

    /// An earlier answer told of a sign of life that is later than this one can be: its clock was
    /// set forward in between.
    private static boolean isLater(Confirmation word, long atMostNanos) {
        return word.heardNanos() - atMostNanos > LeaseRules.marginNanos(word.downAfter());
    }

    private static long later(long one, long other) {
        return one - other > 0 ? one : other;
    }

    private static boolean wasSeenToSwitch(NodeState before, MasterDetails now, long nowNanos) {
        return before.current(nowNanos)
                .filter(Names.class::isInstance)
                .map(Names.class::cast)
                .flatMap(Names::details)
                .filter(then -> !then.address().equals(now.address()))
                .filter(then -> then.configEpoch() <= now.configEpoch())
                .isPresent();
    }

    /// The node's standing after a connection to it was refused: there is no such process.
    ///
    /// @param usual the down-after of the others, for one that never told its own
    static Standing refused(NodeState before, Duration usual, long nowNanos) {
        Standing standing = before.standing();
        long triedNanos = standing.triedNanos();
        Optional<Confirmation> last =
                standing.confirmation().filter(word -> word.isSound(triedNanos));
        if (last.isPresent()) {
            Confirmation word = last.get();
            return standing.with(
                    new Confirmation(
                            word.kind() == Kind.FOUND_DEAD ? Optional.empty() : word.primary(),
                            word.kind() == Kind.FOUND_DEAD ? Kind.FOUND_DEAD : Kind.REFUSED,
                            later(word.heardNanos(), triedNanos - LeaseRules.LOADING_NANOS),
                            word.downAfter(),
                            word.sinceNanos()));
        }
        return standing.with(
                new Confirmation(
                        Optional.empty(),
                        Kind.FOUND_DEAD,
                        triedNanos - LeaseRules.LOADING_NANOS,
                        before.details().map(MasterDetails::downAfter).orElse(usual),
                        nowNanos));
    }

    /// The word of a Sentinel that follows an older primary than `primary`, with the epoch of the
    /// latter. Its own failover to `primary`, which it is still completing, is one of these.
    static Optional<Confirmation> behind(
            NodeState node, HostPort primary, long epoch, long nowNanos) {
        return node.current(nowNanos)
                .filter(_ -> node.standing().heeds(primary, askedNanos(node)))
                .filter(Names.class::isInstance)
                .map(Names.class::cast)
                .flatMap(names ->
                        names.details().filter(known -> isBehind(names, known, primary, epoch)))
                .map(known ->
                        new Confirmation(
                                Optional.of(primary),
                                Kind.BEHIND,
                                askedNanos(node),
                                known.downAfter(),
                                askedNanos(node)))
                .filter(word -> word.isSound(nowNanos));
    }

    private static long askedNanos(NodeState node) {
        return node.heard().orElseThrow().askedNanos();
    }

    private static boolean isBehind(
            Names names, MasterDetails known, HostPort primary, long epoch) {
        return !known.address().equals(primary)
                && (known.configEpoch() < epoch
                        || (known.configEpoch() == epoch && names.address().equals(primary)));
    }
}
