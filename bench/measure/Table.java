package measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// A Markdown table that lines up in a terminal, too: names to the left, numbers to the right.
final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... head) {
        this(List.of(head));
    }

    Table(List<String> head) {
        rows.add(List.copyOf(head));
    }

    /// Cells that are missing at the end are empty.
    Table row(List<String> cells) {
        var row = new ArrayList<>(cells);
        while (row.size() < rows.getFirst().size()) {
            row.add("");
        }
        rows.add(row);
        return this;
    }

    Table row(String... cells) {
        return row(List.of(cells));
    }

    static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    static String whole(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    static String number(OptionalDouble value) {
        return value.isPresent() ? number(value.getAsDouble()) : "";
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        var widths = new ArrayList<Integer>();
        for (int column = 0; column < rows.getFirst().size(); column++) {
            int at = column;
            widths.add(rows.stream().mapToInt(row -> row.get(at).length()).max().orElse(0));
        }
        for (int index = 0; index < rows.size(); index++) {
            for (int column = 0; column < widths.size(); column++) {
                var format = "| %" + (column == 0 ? "-" : "") + widths.get(column) + "s ";
                text.append(format.formatted(rows.get(index).get(column)));
            }
            text.append("|\n");
            if (index == 0) {
                text.append(rule(widths));
            }
        }
        return text.toString();
    }

    private static String rule(List<Integer> widths) {
        var rule = new StringBuilder("|").append("-".repeat(widths.getFirst() + 2));
        for (int width : widths.subList(1, widths.size())) {
            rule.append('|').append("-".repeat(width + 1)).append(':');
        }
        return rule.append("|\n").toString();
    }
}
