package measure;

import stage.Problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What the clients do: which requests, how many each sends at once, how many clients there are.
///
/// @param idle further clients that are connected and do nothing
record Shape(Work work, int pipeline, int clients, int idle) {
    static final int CROWD = 10_000;

    private static final Map<String, Work> IN_FOUR = Map.of("get", Work.GET, "set", Work.SET);
    private static final List<String> FOUR = List.of("1x50", "1x500", "16x50", "16x500");

    static final Shape GET_4K = new Shape(Work.get(4 << 10), 1, 50);
    static final Shape GET_1M = new Shape(Work.get(1 << 20), 1, 10);
    static final Shape MSET = new Shape(Work.MSET, 1, 50);
    static final Shape LRANGE = new Shape(Work.LRANGE, 1, 50);
    static final Shape MIX = new Shape(Work.MIX, 1, 50);
    static final Shape IDLE = new Shape(Work.GET_IN_CROWD, 1, 50, CROWD);

    private static final Map<String, Shape> OTHERS =
            Map.of(
                    "get4k", GET_4K, "get1m", GET_1M, "mset", MSET, "lrange", LRANGE, "mix", MIX,
                    "idle", IDLE);

    /// The names of all shapes, in the order in which they are measured.
    static final String NAMES = "get,set,get4k,get1m,mset,lrange,mix,idle";

    Shape(Work work, int pipeline, int clients) {
        this(work, pipeline, clients, 0);
    }

    /// Reads `get` and `set` (each in four shapes), `get-16x500`, the same as `16x500`, and the
    /// names of the others.
    static List<Shape> parse(String text) {
        if (OTHERS.containsKey(text)) {
            return List.of(OTHERS.get(text));
        }
        if (IN_FOUR.containsKey(text)) {
            var shapes = new ArrayList<Shape>();
            FOUR.forEach(size -> shapes.addAll(parse(text + "-" + size)));
            return shapes;
        }
        int dash = text.indexOf('-');
        var work = dash < 0 ? Work.GET : IN_FOUR.get(text.substring(0, dash));
        var size = text.substring(dash + 1).split("x", -1);
        if (work != null && size.length == 2) {
            try {
                var shape = new Shape(work, Integer.parseInt(size[0]), Integer.parseInt(size[1]));
                if (shape.pipeline >= 1 && shape.clients >= 1 && shape.clients <= 15_000) {
                    return List.of(shape);
                }
            } catch (NumberFormatException _) {
                // told below, together with the other ways to be wrong
            }
        }
        throw new Problem(
                "--shapes: "
                        + text
                        + " (expected: of "
                        + NAMES
                        + ", or pipeline x clients (1 to 15000), as 16x500 or set-16x500)");
    }

    /// Shapes of one group are measured in the same rounds. Large values and crowds come after the
    /// others, whose memory would otherwise be that of these.
    int group() {
        if (idle > 0) {
            return 3;
        }
        if (work == Work.GET || work == Work.SET) {
            return 1;
        }
        return 2;
    }

    boolean isGet(int withPipeline, int withClients) {
        return work == Work.GET && pipeline == withPipeline && clients == withClients;
    }

    @Override
    public String toString() {
        var size = work.label() + " P=" + pipeline + " c=" + clients;
        if (work == Work.MIX) {
            size += ", 5 % MULTI, 1 % blocking";
        }
        return idle == 0 ? size : size + String.format(", %,d idle", idle);
    }
}
