package dev.redoubt.sentinel;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
        }
    }

    static void subscriptionRefused(String master, String node, String error) {
        LOG.warn("{}: Sentinel {} refuses SUBSCRIBE: {} (it is polled only)", master, node, error);
    }
}
