package dev.redoubt.resp;

import java.util.Random;
import java.util.stream.Stream;

/// Bytes that a peer may send: right ones of any shape, and what becomes of them when they are
/// damaged.
public final class Hostile {
    private static final String TOKENS = "*$\r\n-0129x+:%~>|_#,(=!\0\u00ff";

    private static final String[] NUMBERS = {
        "",
        "0",
        "-0",
        "-1",
        "-2",
        "1",
        "01",
        "+5",
        " 1",
        "1 ",
        "2",
        "3",
        "7",
        "10",
        "11",
        "1025",
        "16384",
        "16385",
        "65537",
        "2147483647",
        "2147483648",
        "-2147483649",
        "4294967297",
        "536870912",
        "536870913",
        "1099511627777",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "-9223372036854775809",
        "18446744073709551617",
        "99999999999999999999",
        "100000000000000000000000",
        "1e3",
        "0x10"
    };

    private Hostile() {}

    /// A request in RESP with arbitrary bytes as arguments.
    public static String request(Random random) {
        int count = 1 + random.nextInt(4);
        return Wire.request(
                Stream.generate(() -> Wire.bytes(random, 20)).limit(count).toArray(String[]::new));
    }

    /// One to three places of `stream` changed, made longer, repeated or cut off.
    public static String damaged(String stream, Random random) {
        StringBuilder out = new StringBuilder(stream);
        for (int edits = 1 + random.nextInt(3); edits > 0 && !out.isEmpty(); edits--) {
            int at = random.nextInt(out.length());
            switch (random.nextInt(7)) {
                case 0 -> out.deleteCharAt(at);
                case 1 -> out.setCharAt(at, TOKENS.charAt(random.nextInt(TOKENS.length())));
                case 2 -> out.insert(at, Wire.bytes(random, 3));
                case 3 -> out.insert(at, out.substring(at, Math.min(out.length(), at + 8)));
                case 4 -> out.setCharAt(at, (char) (out.charAt(at) ^ 1 << random.nextInt(8)));
                case 5 -> number(out, at, random);
                default -> out.setLength(at);
            }
        }
        return out.toString();
    }

    /// Puts a number where one stands at or behind `at`.
    private static void number(StringBuilder out, int at, Random random) {
        int from = at;
        while (from < out.length() && !Character.isDigit(out.charAt(from))) {
            from++;
        }
        int to = from;
        while (to < out.length() && Character.isDigit(out.charAt(to))) {
            to++;
        }
        out.replace(from, to, NUMBERS[random.nextInt(NUMBERS.length)]);
    }

    /// A reply of RESP2 or RESP3.
    ///
    /// @param depth of collections in it, at most
    public static String reply(Random random, int depth) {
        StringBuilder out = new StringBuilder();
        appendReply(out, random, depth);
        return out.toString();
    }

    private static void appendReply(StringBuilder out, Random random, int depth) {
        if (random.nextInt(10) == 0) {
            appendElements(out.append("|"), random, depth, 2);
        }
        int kind = random.nextInt(depth == 0 ? 5 : 9);
        switch (kind) {
            case 0 -> out.append("+-:_#,(".charAt(random.nextInt(7))).append("line\r\n");
            case 1 -> out.append("$-1\r\n");
            case 2 -> out.append("*-1\r\n");
            case 3, 4 -> {
                String body = Wire.bytes(random, 30);
                out.append("$=!".charAt(random.nextInt(3))).append(body.length()).append("\r\n");
                out.append(body).append("\r\n");
            }
            case 5 -> appendElements(out.append("%"), random, depth, 2);
            default -> appendElements(out.append("*~>".charAt(kind - 6)), random, depth, 1);
        }
    }

    private static void appendElements(StringBuilder out, Random random, int depth, int each) {
        int count = depth == 0 ? 0 : random.nextInt(4);
        out.append(count).append("\r\n");
        for (int i = 0; i < count * each; i++) {
            appendReply(out, random, depth - 1);
        }
    }
}
