package dev.redoubt.failover;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// How far of a primary's history replicas have acknowledged. Pure.
public final class Acknowledged {
    private static final int MOST = 128;

    private Acknowledged() {}

    /// The primary's history up to where so many replicas have it, as it told itself: no write that
    /// was committed before lies beyond. What was acknowledged once stays so while the history goes
    /// on.
    ///
    /// @param replication INFO's section of that name
    /// @param replicas that a write needs; 0: not known yet
    /// @param before what was acknowledged at the last look, if any
    public static History of(
            History now, InfoText replication, int replicas, Optional<History> before) {
        long carried = before.filter(last -> continues(last, now)).map(History::offset).orElse(0L);
        long reached = Math.max(carried, reached(replication, replicas));
        return new History(
                now.runId(),
                now.replicationId(),
                now.secondId(),
                now.secondOffset(),
                Math.min(reached, now.offset()),
                now.keys());
    }

    /// Which of two must be there after both were seen, this process' own and another's: the one
    /// that goes further.
    public static History later(History own, History others) {
        boolean sameProcess = own.runId().equals(others.runId());
        if (sameProcess && own.replicationId().equals(others.replicationId())) {
            return own.offset() >= others.offset() ? own : others;
        }
        HistoryVerdict verdict =
                sameProcess
                        ? HistoryVerdict.stayed(others, own)
                        : HistoryVerdict.moved(Optional.of(others), own);
        return verdict.isBreak() ? others : own;
    }

    private static boolean continues(History last, History now) {
        return now.runId().equals(last.runId())
                || now.replicationId().equals(last.replicationId())
                || now.secondId().equals(last.replicationId());
    }

    /// The offset that so many replicas have, at least: 0 where there are not so many. Where it is
    /// not known how many it takes, as at the start of a pool that promises `all`, the one that all
    /// of them have.
    private static long reached(InfoText replication, int replicas) {
        List<Long> offsets = new ArrayList<>();
        for (int i = 0; i < MOST && replication.has("slave" + i); i++) {
            String fields = replication.text("slave" + i).replace(',', '\n').replace('=', ':');
            InfoText.of(fields).number("offset").ifPresent(offsets::add);
        }
        int enough = replicas < 1 ? offsets.size() : replicas;
        if (enough < 1 || offsets.size() < enough) {
            return 0;
        }
        offsets.sort(Collections.reverseOrder());
        return offsets.get(enough - 1);
    }
}
