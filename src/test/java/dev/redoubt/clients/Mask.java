package dev.redoubt.clients;

import java.util.List;
import java.util.regex.Pattern;

/// Hides what differs between two runs of one conversation: numbers that Redis gives to
/// connections, addresses, times.
public final class Mask {
    private record Rule(Pattern pattern, String replacement) {
        static Rule of(String pattern, String replacement) {
            return new Rule(Pattern.compile(pattern), replacement);
        }
    }

    private static final int MASKED_CHARACTERS = 100_000;

    private static final List<Rule> RULES =
            List.of(
                    // CLIENT INFO and LIST: the bulk's length, and what is the connection's own.
                    Rule.of("[$=]\\d+\r\n(txt:)?(?=id=)", "(length)"),
                    Rule.of(
                            "\\b(id|l?addr|fd|age|idle|qbuf|qbuf-free|argv-mem|multi-mem|rbs|rbp"
                                    + "|obl|oll|omem|tot-mem|events)=\\S*",
                            "$1=?"),
                    // HELLO.
                    Rule.of("(\\$2\r\nid\r\n):\\d+", "$1:?"),
                    // Stream entries that Redis numbers by the time.
                    Rule.of("\\b1[6-9]\\d{11}-\\d+", "(time)"),
                    // XINFO: when a consumer was last seen.
                    Rule.of(":1[6-9]\\d{11}\r\n", ":(time)\r\n"),
                    // MONITOR.
                    Rule.of("\\+\\d+\\.\\d+ \\[(\\d+) [^]]*]", "+(time) [$1]"));

    private Mask() {}

    /// What remains of a reply.
    public static String of(String bytes) {
        if (bytes.length() > MASKED_CHARACTERS) {
            return bytes;
        }
        String masked = bytes;
        for (Rule rule : RULES) {
            masked = rule.pattern().matcher(masked).replaceAll(rule.replacement());
        }
        return masked;
    }
}
