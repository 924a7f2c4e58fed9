package load;

import java.util.Arrays;

/// How long commands took, each of them.
public final class Latencies {
    private int[] micros = new int[1 << 16];
    private int count;

    public void add(long nanos) {
        if (count == micros.length) {
            micros = Arrays.copyOf(micros, count * 2);
        }
        micros[count++] = (int) Math.min(Integer.MAX_VALUE, nanos / 1_000);
    }

    /// @param share 0.99 for the time that 99 % of them kept within
    public double millis(double share) {
        if (count == 0) {
            return 0;
        }
        var sorted = Arrays.copyOf(micros, count);
        Arrays.sort(sorted);
        return sorted[(int) Math.min(count - 1, (long) Math.ceil(share * count) - 1)] / 1e3;
    }
}
