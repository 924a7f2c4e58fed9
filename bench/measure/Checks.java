package measure;

import load.Latencies;
import load.Replies;

import org.w3c.dom.Document;

import stage.Front;
import stage.Haproxy;
import stage.Problem;
import stage.Redoubt;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

/// Tests of the bench's own arithmetic and texts, run by `bench/run --check`; nothing is measured.
final class Checks {
    private int failures;

    private Checks() {}

    /// @return the exit status
    static int run() throws IOException {
        var checks = new Checks();
        checks.medians();
        checks.goals();
        checks.sections();
        checks.plots();
        checks.shapes();
        checks.commandLine();
        checks.logs();
        checks.ramps();
        checks.clients();
        System.out.println(checks.failures == 0 ? "all is well" : checks.failures + " failed");
        return checks.failures == 0 ? 0 : 1;
    }

    private void equal(String what, Object expected, Object actual) {
        if (!expected.equals(actual)) {
            failures++;
            System.err.println(what + ": " + actual + " (expected: " + expected + ")");
        }
    }

    private void medians() {
        equal("median of one", 3.0, Sample.median(3.0));
        equal("median of three", 2.0, Sample.median(9, 1, 2));
        equal("median of four", 2.5, Sample.median(4, 1, 2, 3));
        var series = new Series(10);
        List.of(90.0, 100.0, 120.0).forEach(speed -> series.add(sample(speed, 1, 1, 1)));
        equal("spread", 0.15, series.spread());
        equal("next round", 144, series.requests());
        series.fail("broken");
        equal("median of a failed series", true, series.median().isEmpty());
    }

    private void goals() {
        equal("met at least", "met", goal(Goal.Side.AT_LEAST, 1.10, 1.10).verdict());
        equal("missed", "missed by 10 %", goal(Goal.Side.AT_LEAST, 1.10, 0.99).verdict());
        equal("met at most", "met", goal(Goal.Side.AT_MOST, 5, 1).verdict());
        equal("missed", "missed by 20 %", goal(Goal.Side.AT_MOST, 5, 6).verdict());
        equal("hardly missed", "missed by 1 %", goal(Goal.Side.AT_MOST, 5, 5.001).verdict());
        var direct = new Front(new stage.Direct(), 1, OptionalLong.empty());
        var haproxy = new Front(new Haproxy(Haproxy.Threads.ITS_OWN_CHOICE), 2, OptionalLong.of(2));
        var twemproxy = new Front(new stage.Twemproxy(), 3, OptionalLong.of(3));
        var redoubt = new Front(new Redoubt("redoubt", Path.of("/")), 4, OptionalLong.of(4));
        var shape = Shape.parse("1x50").getFirst();
        var results = new Results(List.of(shape), List.of(direct, haproxy, twemproxy, redoubt));
        results.of(shape, direct).add(sample(100, 1.0, 0, 10));
        results.of(shape, haproxy).add(sample(50, 2.0, 20, 11));
        results.of(shape, twemproxy).add(sample(80, 3.0, 10, 3));
        results.of(shape, redoubt).add(sample(96, 2.5, 7, 4));
        var verdicts = new StringBuilder();
        for (var each : new Goals(results, redoubt).all()) {
            verdicts.append(Table.number(each.measured())).append(' ').append(each.verdict());
            verdicts.append("; ");
        }
        equal(
                "goals",
                "1.20 met; 0.96 met; 0.70 met; 1.10 met; 0.40 missed by 14 %;"
                        + " 2.50 missed by 25 %; ",
                verdicts.toString());
    }

    private static Goal goal(Goal.Side side, double wanted, double measured) {
        return new Goal("x", "y", side, wanted, measured);
    }

    private static Sample sample(double speed, double p99, double front, double redis) {
        return new Sample(speed, 1, p99, front, redis, 1 << 20);
    }

    private void sections() {
        var one = new Section("One", "first").in("# Results\n");
        equal("new section", "# Results\n\n## One\n\nfirst\n", one);
        var two = new Section("Two", "second\n\n### Part\n").in(one);
        equal("at the end", one + "\n## Two\n\nsecond\n\n### Part\n", two);
        equal("replaced", two.replace("first", "1"), new Section("One", "1").in(two));
        equal("replaced at the end", one + "\n## Two\n\n2\n", new Section("Two", "2").in(two));
        equal(
                "table",
                "| a  |  b |\n|----|---:|\n| aa | 12 |\n| b  |    |\n",
                new Table("a", "b").row("aa", "12").row("b").toString());
    }

    private void plots() throws IOException {
        equal("round number", 250.0, Plot.roundUp(201));
        equal("round number", 0.5, Plot.roundUp(0.5));
        equal("round number", 1000.0, Plot.roundUp(501));
        var line = new Plot.Line("a & b", List.of(10.0, Double.NaN, 5.0));
        var svg = new Plot("Title <1>", "MB/s", List.of("x", "y", "z"), List.of(line)).svg();
        var drawn = xml(svg);
        equal("points", 2, drawn.getElementsByTagName("circle").getLength());
        equal("title", "Title <1>", drawn.getElementsByTagName("title").item(0).getTextContent());
        var path = drawn.getElementsByTagName("path").item(0).getAttributes().getNamedItem("d");
        equal("a gap in the line", 2L, path.getNodeValue().chars().filter(c -> c == 'M').count());
    }

    private static Document xml(String text) throws IOException {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        } catch (ParserConfigurationException | org.xml.sax.SAXException broken) {
            throw new IOException(broken);
        }
    }

    private void shapes() {
        equal("four of them", 4, Shape.parse("set").size());
        equal("short for GET", Shape.parse("get-16x500"), Shape.parse("16x500"));
        equal("name", "SET 64 B P=16 c=50", Shape.parse("set-16x50").getFirst().toString());
        equal("name", "GET 1 MiB P=1 c=10", Shape.GET_1M.toString());
        equal("name", "GET 64 B P=1 c=50, 10,000 idle", Shape.IDLE.toString());
        for (var wrong : List.of("", "x", "1x", "0x50", "16x500x1", "del-1x50", "1x99999")) {
            equal("shape " + wrong, true, refused("--shapes", wrong));
        }
    }

    private void commandLine() {
        var all = CommandLine.parse(Path.of("/r"), List.of());
        equal("whole run", Path.of("/r/bench/RESULTS.md"), all.results().orElseThrow());
        equal("quick writes nothing", true, parse("--quick").results().isEmpty());
        equal("a part writes nothing", true, parse("--shapes", "mix").results().isEmpty());
        equal(
                "told to write",
                true,
                parse("--quick", "--results", "/tmp/none.md").results().isPresent());
        equal("rounds", 15, parse("--quick", "--rounds", "15").rounds().orElseThrow());
        equal("two measurements", true, refused("--gc", "--idle"));
        equal("unknown", true, refused("--fast"));
        equal("no number", true, refused("--rounds", "many"));
        equal("no minutes", true, refused("--minutes", "-1"));
        equal("unknown front", true, refused("--fronts", "direct,envoy"));
        equal("a front's name", true, refused("--redoubt", "haproxy=/tmp"));
    }

    private static Options parse(String... words) {
        return CommandLine.parse(Path.of("/r"), List.of(words));
    }

    private static boolean refused(String... words) {
        try {
            parse(words);
            return false;
        } catch (Problem _) {
            return true;
        }
    }

    private void logs() {
        var log =
                new GarbageLog(
                        List.of(
                                "[0.012s][info][gc] Using Serial",
                                "[1.1s][info][gc] GC(0) Pause Young (Allocation Failure)"
                                        + " 8M->3M(31M) 2.345ms",
                                "[2.1s][info][gc] GC(1) Pause Full (System.gc()) 11M->2M(31M)"
                                        + " 7.000ms"),
                        List.of(
                                "[1.1s][info][safepoint] Safepoint \"X\", Time since last: 1 ns,"
                                        + " At safepoint: 2 ns, Total:    1500000 ns"));
        equal("pauses", List.of(2.345, 7.0), List.of(log.pausesMillis()[0], log.pausesMillis()[1]));
        equal("safepoint", 1.5, log.safepointsMillis()[0]);
        equal("allocated", 8L, log.allocatedMebibytes());
    }

    private void ramps() {
        var speeds = new java.util.ArrayList<Double>();
        for (int look = 0; look < 120; look++) {
            speeds.add(Math.min(100.0, 5.0 * look));
        }
        // The first four looks whose mean is 95: those of 90, 95, 100 and 100.
        equal("full speed", 4.5, Ramp.secondsToFull(speeds, 0.25));
    }

    private void clients() throws IOException {
        var latencies = new Latencies();
        for (int millis = 1; millis <= 1_000; millis++) {
            latencies.add(millis * 1_000_000L);
        }
        equal("p50", 500.0, latencies.millis(0.50));
        equal("p99", 990.0, latencies.millis(0.99));
        for (var whole : List.of("+OK|", ":12|", "$3|abc|", "*2|+OK|$1|x|", "*0|")) {
            equal("end of " + whole, wire(whole).position(), Replies.end(wire(whole), 0));
            var cut = wire(whole.substring(0, whole.length() - 1));
            equal("end of a part of " + whole, -1, Replies.end(cut, 0));
        }
        for (var wrong : List.of("-ERR no|", "$-1|", "*-1|", "*1|-ERR no|")) {
            try {
                Replies.end(wire(wrong), 0);
                equal("refused: " + wrong, true, false);
            } catch (IOException _) {
                // as it should
            }
        }
    }

    private static ByteBuffer wire(String text) {
        return ByteBuffer.allocate(100)
                .put(text.replace("|", "\r\n").getBytes(StandardCharsets.US_ASCII));
    }
}
