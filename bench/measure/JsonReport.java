package measure;

import stage.Front;
import stage.Json;
import stage.Surroundings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Every sample, for machines; the medians are theirs to take.
record JsonReport(List<Results> parts) {

    String text(Surroundings surroundings, long seconds) {
        var measured = new ArrayList<Map<String, Object>>();
        for (var results : parts) {
            for (var shape : results.shapes()) {
                for (var front : results.fronts()) {
                    measured.add(series(shape, front, results.of(shape, front)));
                }
            }
        }
        var all = new LinkedHashMap<String, Object>();
        all.put("surroundings", surroundings.facts());
        all.put("seconds", seconds);
        all.put("results", measured);
        return Json.of(all) + "\n";
    }

    private static Map<String, Object> series(Shape shape, Front front, Series series) {
        var members = new LinkedHashMap<String, Object>();
        members.put("front", front.name());
        members.put("work", shape.work().label());
        members.put("pipeline", shape.pipeline());
        members.put("clients", shape.clients());
        members.put("idle", shape.idle());
        series.refusal().ifPresent(reason -> members.put("cannot", reason));
        series.failure().ifPresent(reason -> members.put("failure", reason));
        members.put("rounds", series.samples().stream().map(JsonReport::sample).toList());
        return members;
    }

    private static Map<String, Object> sample(Sample sample) {
        var members = new LinkedHashMap<String, Object>();
        members.put("requestsPerSecond", sample.requestsPerSecond());
        members.put("p50Millis", sample.p50Millis());
        members.put("p99Millis", sample.p99Millis());
        members.put("frontMicros", sample.frontMicros());
        members.put("redisMicros", sample.redisMicros());
        members.put("residentBytes", (long) sample.residentBytes());
        return members;
    }
}
