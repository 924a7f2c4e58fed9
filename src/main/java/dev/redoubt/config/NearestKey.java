package dev.redoubt.config;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Finds what a mistyped key was meant to be.
final class NearestKey {
    private NearestKey() {}

    /// The nearest of `known`, if it is near enough to be meant.
    static Optional<String> of(String key, List<String> known) {
        String written = key.replace('-', '_').toLowerCase(Locale.ROOT);
        return known.stream()
                .filter(k -> distance(written, k) <= Math.min(2, k.length() / 3))
                .min(Comparator.comparingInt(k -> distance(written, k)));
    }

    /// Insertions, deletions, replacements and swaps of neighbours that lead from `a` to `b`.
    static int distance(String a, String b) {
        int[][] steps = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    steps[i][j] = i + j;
                    continue;
                }
                int replaced = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int shifted = Math.min(steps[i - 1][j], steps[i][j - 1]) + 1;
                steps[i][j] = Math.min(steps[i - 1][j - 1] + replaced, shifted);
                if (i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1)) {
                    steps[i][j] = Math.min(steps[i][j], steps[i - 2][j - 2] + 1);
                }
            }
        }
        return steps[a.length()][b.length()];
    }
}
