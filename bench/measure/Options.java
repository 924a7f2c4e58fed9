package measure;

import stage.Contender;
import stage.Direct;
import stage.Haproxy;
import stage.Lineup;
import stage.Predixy;
import stage.Problem;
import stage.Redoubt;
import stage.Twemproxy;
import stage.Workplace;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// The command line. `fronts` and `named` (builds of Redoubt) are empty unless somebody chose them,
/// and so are `shapes`, `rounds` and `minutes`.
///
/// @param results where the section of [#mode] goes; empty where it is only printed
/// @param words the command line as it was, for the reader of the results
record Options(
        Path checkout,
        Mode mode,
        List<String> fronts,
        List<Redoubt> named,
        List<Shape> shapes,
        OptionalInt rounds,
        OptionalDouble minutes,
        Workplace.Folder folder,
        Optional<Path> json,
        Optional<Path> results,
        String words) {

    /// What is measured.
    enum Mode {
        SHAPES,
        QUICK,
        GROWTH,
        IDLE,
        PAUSES,
        START,
        DURABLE,
        CHECK
    }

    static final List<String> FRONTS =
            List.of("direct", "haproxy", "haproxy-1", "twemproxy", "predixy", "redoubt");

    /// The builds of Redoubt to measure; this checkout's unless others were named.
    List<Redoubt> builds() {
        return named.isEmpty() ? List.of(new Redoubt("redoubt", checkout)) : named;
    }

    /// @throws Problem if one that was asked for by name is missing
    Lineup lineup() {
        var all =
                new ArrayList<Contender>(
                        List.of(
                                new Direct(),
                                new Haproxy(Haproxy.Threads.ITS_OWN_CHOICE),
                                new Twemproxy(),
                                new Predixy()));
        if (fronts.contains("haproxy-1")) {
            all.add(2, new Haproxy(Haproxy.Threads.ONE));
        }
        all.addAll(builds());
        var chosen = new ArrayList<Contender>();
        var skipped = new ArrayList<String>();
        for (var contender : all) {
            var program = contender.versionCommand().getFirst();
            if (!isChosen(contender)) {
                continue;
            }
            if (contender.isInstalled()) {
                chosen.add(contender);
            } else if (isOptional(contender)) {
                skipped.add(contender.name() + ": " + program + " is missing");
            } else {
                throw new Problem(
                        contender.name() + ": " + program + " is missing (expected: a program)");
            }
        }
        return new Lineup(List.copyOf(chosen), List.copyOf(skipped));
    }

    private boolean isChosen(Contender contender) {
        var choice = contender instanceof Redoubt ? "redoubt" : contender.name();
        return fronts.isEmpty() || fronts.contains(choice);
    }

    /// Whether the run goes on without it: nobody asked for it by name.
    private boolean isOptional(Contender contender) {
        return fronts.isEmpty() && !named.contains(contender);
    }

    /// When it should be done, of [System#nanoTime].
    long endNanos(long startedNanos) {
        return minutes.isPresent()
                ? startedNanos + (long) (minutes.getAsDouble() * 60e9)
                : startedNanos + Long.MAX_VALUE / 4;
    }
}
