package measure;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Lines over points that stand side by side at even distances, as SVG. What is not a number leaves
/// a gap.
///
/// @param unit of what the lines show
/// @param points what stands below them, one a value
record Plot(String title, String unit, List<String> points, List<Line> lines) {
    /// One front's values.
    record Line(String name, List<Double> values) {}

    private static final int WIDTH = 720;
    private static final int HEIGHT = 380;
    private static final int LEFT = 80;
    private static final int RIGHT = 20;
    private static final int TOP = 70;
    private static final int BOTTOM = 45;
    private static final int STEPS = 5;
    private static final Map<String, String> OWN_COLOURS =
            Map.of(
                    "direct",
                    "#7f7f7f",
                    "haproxy",
                    "#1f77b4",
                    "twemproxy",
                    "#ff7f0e",
                    "predixy",
                    "#2ca02c",
                    "redoubt",
                    "#d62728");
    private static final List<String> COLOURS =
            List.of("#d62728", "#9467bd", "#17becf", "#8c564b", "#e377c2", "#bcbd22");

    String svg() {
        double top = roundUp(highest());
        var svg = new StringBuilder();
        add(
                svg,
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d'"
                        + " font-family='sans-serif' font-size='13'>",
                WIDTH,
                HEIGHT);
        add(svg, "<title>%s</title>", escaped(title));
        add(svg, "<rect width='%d' height='%d' fill='white'/>", WIDTH, HEIGHT);
        text(svg, LEFT, 22, "start", title + ", " + unit);
        for (int step = 0; step <= STEPS; step++) {
            double value = top * step / STEPS;
            double y = y(value, top);
            add(
                    svg,
                    "<line x1='%d' y1='%.1f' x2='%d' y2='%.1f' stroke='#dddddd'/>",
                    LEFT,
                    y,
                    WIDTH - RIGHT,
                    y);
            text(svg, LEFT - 8, y + 4, "end", label(value, top));
        }
        for (int index = 0; index < points.size(); index++) {
            text(svg, x(index), HEIGHT - BOTTOM + 22, "middle", points.get(index));
        }
        for (int index = 0; index < lines.size(); index++) {
            draw(svg, lines.get(index), index, top);
        }
        return svg.append("</svg>\n").toString();
    }

    private void draw(StringBuilder svg, Line line, int number, double top) {
        var colour = OWN_COLOURS.getOrDefault(line.name(), COLOURS.get(number % COLOURS.size()));
        double legend = LEFT + number * (double) (WIDTH - LEFT - RIGHT) / lines.size();
        add(svg, "<rect x='%.1f' y='38' width='14' height='10' fill='%s'/>", legend, colour);
        text(svg, legend + 20, 48, "start", line.name());
        var path = new StringBuilder();
        for (int index = 0; index < points.size(); index++) {
            double value = line.values().get(index);
            if (Double.isNaN(value)) {
                continue;
            }
            boolean begins = index == 0 || Double.isNaN(line.values().get(index - 1));
            path.append(begins ? "M" : "L");
            add(path, "%.1f %.1f", x(index), y(value, top));
            add(
                    svg,
                    "<circle cx='%.1f' cy='%.1f' r='3' fill='%s'/>",
                    x(index),
                    y(value, top),
                    colour);
        }
        var where = path.toString().strip().replace("\n", " ");
        add(svg, "<path d='%s' fill='none' stroke='%s' stroke-width='2'/>", where, colour);
    }

    private double highest() {
        return lines.stream()
                .flatMap(line -> line.values().stream())
                .filter(value -> !Double.isNaN(value))
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1);
    }

    /// The next number that is 1, 2, 2.5 or 5 times a power of ten.
    static double roundUp(double value) {
        if (value <= 0) {
            return 1;
        }
        double power = Math.pow(10, Math.floor(Math.log10(value)));
        for (double factor : new double[] {1, 2, 2.5, 5}) {
            if (value <= factor * power) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    private double x(int index) {
        double width = (double) (WIDTH - LEFT - RIGHT) / points.size();
        return LEFT + (index + 0.5) * width;
    }

    private static double y(double value, double top) {
        return HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM);
    }

    private static String label(double value, double top) {
        return String.format(Locale.ROOT, top < STEPS ? "%.1f" : "%,.0f", value);
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String words) {
        add(
                svg,
                "<text x='%.1f' y='%.1f' text-anchor='%s'>%s</text>",
                x,
                y,
                anchor,
                escaped(words));
    }

    private static String escaped(String words) {
        return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static void add(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
