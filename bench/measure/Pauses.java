package measure;

import stage.Front;
import stage.Lineup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// How long garbage collections stop Redoubt while all kinds of load go through it in turn. The
/// start and its collections are part of it.
record Pauses(Setting setting, Front front) {
    private static final double DEFAULT_MINUTES = 5;
    private static final double WANTED_MILLIS = 5;
    private static final int LINES_SHOWN = 60;

    static Outcome measure(Setting setting) throws IOException, InterruptedException {
        var folder = setting.workplace().folder();
        var gc = folder.resolve("gc.log");
        var safepoint = folder.resolve("safepoint.log");
        var flags = "-Xlog:gc:file=" + gc + " -Xlog:safepoint:file=" + safepoint;
        var redoubt = setting.options().builds().getFirst().withFlags(flags);
        var fronts = setting.start(new Lineup(List.of(redoubt), List.of()));
        var pauses = new Pauses(setting, fronts.getFirst());
        long before = setting.redis().client().commandsRun();
        var results = pauses.load();
        long commands = setting.redis().client().commandsRun() - before;
        setting.end(fronts);
        return new Outcome("Pauses", pauses.text(log(gc, safepoint), commands), List.of(results));
    }

    private static GarbageLog log(Path gc, Path safepoint) throws IOException {
        return new GarbageLog(Files.readAllLines(gc), Files.readAllLines(safepoint));
    }

    private Results load() throws IOException, InterruptedException {
        var shapes =
                Stream.of("get,set,get4k,mset,lrange,mix".split(",", -1))
                        .flatMap(name -> Shape.parse(name).stream())
                        .toList();
        double minutes = setting.options().minutes().orElse(DEFAULT_MINUTES);
        long end = System.nanoTime() + (long) (minutes * 60e9);
        // One round by the usual way sets the values; then as many as the time has room for.
        var results = setting.compare(List.of(front), shapes, 1, end);
        while (true) {
            for (var shape : shapes) {
                if (System.nanoTime() - end > 0) {
                    return results;
                }
                var series = results.of(shape, front);
                if (series.goesOn()) {
                    series.add(setting.load().alone(front, shape, series.requests()));
                }
            }
        }
    }

    private String text(GarbageLog log, long commands) {
        var pauses = log.pausesMillis();
        var safepoints = log.safepointsMillis();
        var table = Goal.table();
        new Goal(
                        "a run of " + Progress.seconds() + " s",
                        "longest pause for a collection, ms",
                        Goal.Side.AT_MOST,
                        WANTED_MILLIS,
                        Arrays.stream(pauses).max().orElse(0))
                .addTo(table);
        var facts =
                String.format(
                        Locale.ROOT,
                        "%n%d collections, median %.2f ms, together %.1f ms; all %d safepoints:"
                                + " longest %.2f ms, together %.1f ms.%nAllocated %,d MiB for"
                                + " %,d commands: %.1f bytes a command.%n",
                        pauses.length,
                        pauses.length == 0 ? 0 : Sample.median(pauses),
                        Arrays.stream(pauses).sum(),
                        safepoints.length,
                        Arrays.stream(safepoints).max().orElse(0),
                        Arrays.stream(safepoints).sum(),
                        log.allocatedMebibytes(),
                        commands,
                        log.allocatedMebibytes() * 1024.0 * 1024 / Math.max(1, commands));
        return "\n" + table + facts + "\n```\n" + shown(log.collections()) + "```\n";
    }

    private static String shown(List<String> lines) {
        var text = new ArrayList<>(lines.subList(0, Math.min(LINES_SHOWN, lines.size())));
        if (lines.size() > LINES_SHOWN) {
            text.add("… and " + (lines.size() - LINES_SHOWN) + " more");
        }
        return String.join("\n", text) + "\n";
    }
}
