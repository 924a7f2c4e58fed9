package quick;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Every sample, for machines; the medians are theirs to take.
record JsonReport(List<Front> fronts, List<Shape> shapes, Results results) {

    String text(Surroundings surroundings, long seconds) {
        var measured = new ArrayList<Map<String, Object>>();
        for (var shape : shapes) {
            for (var front : fronts) {
                measured.add(series(shape, front));
            }
        }
        var all = new LinkedHashMap<String, Object>();
        all.put("surroundings", surroundings.facts());
        all.put("seconds", seconds);
        all.put("results", measured);
        return Json.of(all) + "\n";
    }

    private Map<String, Object> series(Shape shape, Front front) {
        var series = results.of(shape, front);
        var members = new LinkedHashMap<String, Object>();
        members.put("front", front.name());
        members.put("pipeline", shape.pipeline());
        members.put("clients", shape.clients());
        series.failure().ifPresent(reason -> members.put("failure", reason));
        front.residentBytes().ifPresent(bytes -> members.put("residentBytes", bytes));
        members.put("rounds", series.samples().stream().map(JsonReport::sample).toList());
        return members;
    }

    private static Map<String, Object> sample(Sample sample) {
        var members = new LinkedHashMap<String, Object>();
        members.put("requestsPerSecond", sample.requestsPerSecond());
        members.put("p99Millis", sample.p99Millis());
        members.put("frontMicros", sample.frontMicros());
        members.put("redisMicros", sample.redisMicros());
        return members;
    }
}
