package dev.redoubt.sentinel;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.stream.Collectors;

/// Writes notices to the log, in words for operators.
final class SentinelLog {
    private static final Logger LOG = LoggerFactory.getLogger(SentinelDriver.class);

    private SentinelLog() {}

    static void write(String master, SentinelNotice notice) {
        switch (notice) {
            case SentinelNotice.NodeTrouble trouble ->
                    LOG.warn("{}: Sentinel {}: {}", master, trouble.node(), trouble.words());
            case SentinelNotice.NodeBack back ->
                    LOG.info("{}: Sentinel {} answers again", master, back.node());
            case SentinelNotice.NoneWithinReach none ->
                    none.kept()
                            .ifPresentOrElse(
                                    kept ->
                                            LOG.warn(
                                                    "{}: no Sentinel within reach ({}), keeps"
                                                            + " trying; {} stays in use",
                                                    master,
                                                    none.nodes(),
                                                    kept),
                                    () ->
                                            LOG.warn(
                                                    "{}: no Sentinel within reach ({}), keeps"
                                                            + " trying",
                                                    master,
                                                    none.nodes()));
            case SentinelNotice.WithinReachAgain again ->
                    LOG.info("{}: Sentinel {} is within reach again", master, again.node());
            case SentinelNotice.Heard heard ->
                    LOG.info(
                            "{}: Sentinel {}: {}{}",
                            master,
                            heard.node(),
                            heard.hint().channel(),
                            heard.hint()
                                    .switched()
                                    .map(to -> " " + to.from() + " to " + to.to())
                                    .orElse(""));
            case SentinelNotice.Moved moved ->
                    LOG.info(
                            "{}: primary is {} (epoch {}){}",
                            master,
                            moved.to(),
                            moved.epoch(),
                            moved.from().map(from -> ", was " + from).orElse(""));
            case SentinelNotice.Withdrawn withdrawn ->
                    LOG.warn(
                            "{}: not {} any more: {}",
                            master,
                            withdrawn.from(),
                            withdrawn.reason());
            case SentinelNotice.EpochsStartedOver over ->
                    LOG.warn(
                            "{}: all Sentinels went from epoch {} back to {}: they were set up"
                                    + " anew, and are followed",
                            master,
                            over.accepted(),
                            over.now());
            case SentinelNotice.Fenced fenced ->
                    LOG.warn(
                            "{}: {} must not be used: {}; commands wait",
                            master,
                            fenced.primary(),
                            fenced.reason());
            case SentinelNotice.Confirmed confirmed ->
                    LOG.info("{}: {} is confirmed", master, confirmed.primary());
            case SentinelNotice.Continued going ->
                    LOG.warn(
                            "{}: {} stays in use unconfirmed (lost: continue): {}; what is written"
                                    + " may be lost if the Sentinels replace it",
                            master,
                            going.primary(),
                            going.reason());
            case SentinelNotice.Unfenced unfenced ->
                    LOG.warn(
                            "{}: down-after of {} ms is too short for a lease (expected: 2000 or"
                                    + " more): nothing fences {} once it is replaced",
                            master,
                            unfenced.downAfter().toMillis(),
                            unfenced.primary());
            case SentinelNotice.Strangers strangers ->
                    LOG.warn(
                            "{}: the Sentinels know others that are not in the file: {}{}; they"
                                    + " count (expected: all in the file; SENTINEL RESET {} on each"
                                    + " Sentinel forgets dead ones)",
                            master,
                            listed(strangers.all()),
                            strangers.silent().isEmpty()
                                    ? ""
                                    : ", of which nobody hears " + listed(strangers.silent()),
                            master);
            case SentinelNotice.QuorumsDiffer differ ->
                    LOG.warn(
                            "{}: the Sentinels have different quorums: {} (expected: one); the"
                                    + " least decides for how long the primary is used",
                            master,
                            listed(differ.quorums()));
            case SentinelNotice.Twins twins ->
                    LOG.warn(
                            "{}: {} of the file's Sentinels are the same as others (expected: each"
                                    + " once)",
                            master,
                            twins.superfluous());
        }
    }

    private static String listed(List<?> items) {
        return items.stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    static void subscriptionRefused(String master, String node, String error) {
        LOG.warn("{}: Sentinel {} refuses SUBSCRIBE: {} (it is polled only)", master, node, error);
    }
}
