package dev.redoubt.sessions;

import java.util.ArrayList;
import java.util.List;

/// The bulk strings in a reply, in their order.
final class Bulks {
    private Bulks() {}

    static List<String> in(String reply) {
        List<String> found = new ArrayList<>();
        int at = 0;
        while (at < reply.length()) {
            int end = reply.indexOf("\r\n", at);
            char type = reply.charAt(at);
            int length = type == '$' ? Integer.parseInt(reply.substring(at + 1, end)) : -1;
            at = end + 2;
            if (length >= 0) {
                found.add(reply.substring(at, at + length));
                at += length + 2;
            }
        }
        return found;
    }
}
