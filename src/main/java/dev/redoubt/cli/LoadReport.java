package dev.redoubt.cli;

/// Turns the load's counters into lines: one when something changed, else one every few seconds.
/// Owned by the demo's timer, which calls it once a second.
final class LoadReport {
    private static final int QUIET_SECONDS = 5;

    private final LoadCounters counters;
    private final Narrator narrator;
    private final int perSecond;
    private LoadCounters.View told;
    private LoadCounters.View lastSecond;
    private long toldNanos = System.nanoTime();
    private boolean flowed = true;

    LoadReport(LoadCounters counters, Narrator narrator, int perSecond) {
        this.counters = counters;
        this.narrator = narrator;
        this.perSecond = perSecond;
        this.told = counters.view();
        this.lastSecond = told;
    }

    /// Once a second.
    void tick() {
        LoadCounters.View now = counters.view();
        boolean flows = now.answered() - lastSecond.answered() >= perSecond / 2;
        lastSecond = now;
        long sinceNanos = System.nanoTime() - toldNanos;
        boolean quietTooLong = sinceNanos >= QUIET_SECONDS * 1_000_000_000L - 500_000_000L;
        if (flows == flowed && now.troubles() == told.troubles() && !quietTooLong) {
            return;
        }
        flowed = flows;
        narrator.tell(line(now, sinceNanos));
        told = now;
        toldNanos = System.nanoTime();
    }

    private String line(LoadCounters.View now, long sinceNanos) {
        long rate = (now.answered() - told.answered()) * 1_000_000_000L / Math.max(1, sinceNanos);
        long slowestNanos = counters.slowestSinceLastNanos();
        String wait =
                slowestNanos == 0
                        ? ", all are waiting"
                        : ", slowest " + Narrator.millis(slowestNanos);
        return "load: " + rate + "/s, " + troubles(now) + wait;
    }

    /// What went wrong since the start; only errors are named when they are none.
    static String troubles(LoadCounters.View view) {
        StringBuilder text = new StringBuilder().append(view.errors()).append(" errors");
        if (view.broken() > 0) {
            text.append(", ").append(view.broken()).append(" broken connections");
        }
        if (view.wrong() > 0) {
            text.append(", ").append(view.wrong()).append(" wrong replies");
        }
        if (view.lost() > 0) {
            text.append(", ").append(view.lost()).append(" acknowledged writes lost");
        }
        if (view.errors() + view.broken() + view.wrong() > 0) {
            text.append(" (the last: ").append(view.lastError()).append(')');
        }
        return text.toString();
    }
}
