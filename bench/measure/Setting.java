package measure;

import stage.Clients;
import stage.Front;
import stage.Lineup;
import stage.RedisServer;
import stage.Workplace;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What every measurement starts from: Redis with its keys, clients, and who takes part.
record Setting(
        Options options,
        Workplace workplace,
        Lineup lineup,
        RedisServer redis,
        Clients clients,
        long endNanos) {

    Load load() {
        return new Load(workplace, redis, clients);
    }

    List<Front> start(Lineup those) throws IOException, InterruptedException {
        return those.start(workplace, redis.port());
    }

    /// Ends fronts before the run does, so that they take nothing from those that follow.
    void end(List<Front> fronts) {
        for (var front : fronts) {
            if (front.pid().isPresent()) {
                workplace.end(front.pid().getAsLong());
            }
        }
    }

    /// Measures shapes, whose values it has set.
    Results compare(List<Front> fronts, List<Shape> shapes, int defaultRounds, long until)
            throws IOException, InterruptedException {
        Set<Work> loaded = new HashSet<>();
        for (var shape : shapes) {
            var work = shape.work();
            if (work == Work.LRANGE && loaded.add(work)) {
                redis.client().loadList();
            } else if (work.valueBytes() > 0 && loaded.add(work)) {
                redis.client().loadValues(work.valueBytes(), Work.keys(work.valueBytes()));
            }
        }
        int rounds = options.rounds().orElse(defaultRounds);
        return new Comparison(load(), rounds, until).measure(fronts, shapes);
    }
}
