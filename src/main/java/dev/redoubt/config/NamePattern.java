package dev.redoubt.config;

/// A name, or with `*` at its end all names that begin so.
///
/// @param text as the file has it
public record NamePattern(String text) implements Comparable<NamePattern> {
    private static final String REST = "*";

    static final Syntax<NamePattern> SYNTAX =
            Syntax.text(
                            "a name, or the beginning of some and *, such as 'billing-*'",
                            NamePattern::isOne)
                    .map(NamePattern::new);

    private static boolean isOne(String text) {
        String name = text.endsWith(REST) ? text.substring(0, text.length() - 1) : text;
        return !name.isEmpty()
                && !name.contains(REST)
                && name.chars().allMatch(each -> each > ' ' && each != 0x7f);
    }

    /// Whether this name is meant.
    public boolean means(String name) {
        return text.endsWith(REST)
                ? name.regionMatches(0, text, 0, text.length() - 1)
                : name.equals(text);
    }

    /// Who says more comes first: a name before a beginning, a longer beginning before a shorter.
    @Override
    public int compareTo(NamePattern other) {
        int kinds = Boolean.compare(text.endsWith(REST), other.text.endsWith(REST));
        int lengths = Integer.compare(other.text.length(), text.length());
        return kinds != 0 ? kinds : lengths != 0 ? lengths : text.compareTo(other.text);
    }
}
