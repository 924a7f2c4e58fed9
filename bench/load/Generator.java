package load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Clients for what redis-benchmark cannot do. Takes orders on its input, one a line, and answers
/// each with a line; ends with its input, so also when whoever started it is gone.
///
/// | order | answer |
/// |---|---|
/// | `hold PORT COUNT` | `held COUNT` |
/// | `release` | `released` |
/// | `open PORT CLIENTS KIND PIPELINE` (of [Mix.Kind]) | `opened` |
/// | `go COMMANDS` | `gone COMMANDS SECONDS P50 P99`, the last two in milliseconds |
/// | `shut` | `shut` |
///
/// An order that cannot be carried out is answered with `failed REASON`.
final class Generator {
    private final Crowd crowd = new Crowd();
    private Mix mix;

    private Generator() {}

    public static void main(String[] none) throws IOException {
        var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var generator = new Generator();
        for (var order = orders.readLine(); order != null; order = orders.readLine()) {
            System.out.println(generator.answer(order.split(" ", -1)));
        }
    }

    private String answer(String[] words) {
        try {
            return switch (words[0]) {
                case "hold" -> {
                    crowd.hold(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
                    yield "held " + words[2];
                }
                case "release" -> {
                    crowd.release();
                    yield "released";
                }
                case "open" -> {
                    shut();
                    int clients = Integer.parseInt(words[2]);
                    var kind = Mix.Kind.valueOf(words[3]);
                    int pipeline = Integer.parseInt(words[4]);
                    mix = new Mix(Integer.parseInt(words[1]), clients, kind, pipeline);
                    yield "opened";
                }
                case "go" -> go(Long.parseLong(words[1]));
                case "shut" -> {
                    shut();
                    yield "shut";
                }
                default -> "failed unknown order";
            };
        } catch (IOException failure) {
            return "failed " + failure.getMessage();
        }
    }

    private void shut() throws IOException {
        if (mix != null) {
            mix.close();
            mix = null;
        }
    }

    private String go(long wanted) throws IOException {
        long start = System.nanoTime();
        long commands = mix.run(wanted);
        double seconds = (System.nanoTime() - start) / 1e9;
        return String.format(
                Locale.ROOT,
                "gone %d %.4f %.3f %.3f",
                commands,
                seconds,
                mix.latencies().millis(0.50),
                mix.latencies().millis(0.99));
    }
}
