package dev.redoubt.vrrp;

import dev.redoubt.config.TrackConfig.Turns;

import java.util.Optional;

/// Counts a script's runs: the first one decides, then it takes several in a row.
final class ScriptTally {
    /// What a script counts as, and what one run came to.
    enum Verdict {
        SUCCEEDS,
        FAILS
    }

    private final Turns turns;
    private Optional<Verdict> verdict = Optional.empty();
    private int against;

    ScriptTally(Turns turns) {
        this.turns = turns;
    }

    /// One run more.
    ///
    /// @return what it counts as from now on
    Verdict count(Verdict run) {
        if (verdict.isEmpty()) {
            verdict = Optional.of(run);
            return run;
        }
        Verdict before = verdict.get();
        against = run == before ? 0 : against + 1;
        int needed = before == Verdict.SUCCEEDS ? turns.fall() : turns.rise();
        if (against >= needed) {
            against = 0;
            verdict = Optional.of(run);
            return run;
        }
        return before;
    }
}
