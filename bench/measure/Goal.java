package measure;

import java.util.Locale;

/// Something to reach, and what was measured of it.
///
/// @param of what it is about, as a row's first words
/// @param wanted the bound, and on which side of it is good
record Goal(String of, String what, Side side, double wanted, double measured) {
    /// Which side of the bound is good.
    enum Side {
        AT_LEAST,
        AT_MOST
    }

    boolean isMet() {
        return side == Side.AT_LEAST ? measured >= wanted : measured <= wanted;
    }

    /// `met`, or by how much of the bound it is missed.
    String verdict() {
        return isMet()
                ? "met"
                : String.format(
                        Locale.ROOT,
                        "missed by %.0f %%",
                        Math.max(1, Math.abs(100 * (measured / wanted - 1))));
    }

    void addTo(Table table) {
        table.row(
                of + ": " + what,
                (side == Side.AT_LEAST ? "≥ " : "≤ ") + Table.number(wanted),
                Table.number(measured),
                verdict());
    }

    static Table table() {
        return new Table("what", "goal", "measured", "verdict");
    }
}
