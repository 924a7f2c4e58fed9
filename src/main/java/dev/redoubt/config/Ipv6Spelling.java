package dev.redoubt.config;

import java.net.Inet6Address;
import java.util.StringJoiner;

/// IPv6 addresses in the one spelling that RFC 5952 recommends: lower case, no leading zeros, `::`
/// for the longest run of zeros.
public final class Ipv6Spelling {
    private static final int GROUPS = 8;

    private Ipv6Spelling() {}

    /// Without brackets and zone.
    public static String of(Inet6Address address) {
        int[] groups = groups(address.getAddress());
        int from = 0;
        int length = 1;
        // A single group of zeros is not shortened, and of equal runs the first is (RFC 5952, 4.2).
        for (int i = 0; i < GROUPS; i++) {
            int run = zeros(groups, i);
            if (run > length) {
                from = i;
                length = run;
            }
        }
        return length == 1
                ? text(groups, 0, GROUPS)
                : text(groups, 0, from) + "::" + text(groups, from + length, GROUPS);
    }

    private static int[] groups(byte[] bytes) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
        }
        return groups;
    }

    private static int zeros(int[] groups, int from) {
        int to = from;
        while (to < GROUPS && groups[to] == 0) {
            to++;
        }
        return to - from;
    }

    private static String text(int[] groups, int from, int to) {
        StringJoiner text = new StringJoiner(":");
        for (int i = from; i < to; i++) {
            text.add(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }
}
