package dev.redoubt.vrrp;

import dev.redoubt.peers.Lan;
import dev.redoubt.peers.Peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// tcpdump on a host, and when it saw adverts, as the kernel stamped them.
final class AdvertWatch {
    private static final Pattern LINE =
            Pattern.compile("(\\d+\\.\\d{6}) IP ([0-9.]+) > .* prio (\\d+),.*");

    /// @param atMicros by the wall clock
    record Seen(long atMicros, String sender, int priority) {}

    private final List<Seen> seen = new ArrayList<>();

    AdvertWatch(Lan.Host host) throws IOException {
        Process tcpdump =
                host.start(
                        Peers.require("tcpdump").toString(), "-nltt", "-i", "eth0", "proto", "112");
        Thread.ofVirtual().start(() -> read(tcpdump));
    }

    private void read(Process tcpdump) {
        try (BufferedReader lines = tcpdump.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher matcher = LINE.matcher(line);
                if (matcher.matches()) {
                    long micros = new BigDecimal(matcher.group(1)).movePointRight(6).longValue();
                    int priority = Integer.parseInt(matcher.group(3));
                    synchronized (seen) {
                        seen.add(new Seen(micros, matcher.group(2), priority));
                    }
                }
            }
        } catch (IOException e) {
            // It has ended.
        }
    }

    /// Those of one sender, in order.
    List<Seen> from(String sender) {
        synchronized (seen) {
            return seen.stream().filter(each -> each.sender().equals(sender)).toList();
        }
    }

    /// The longest time between two adverts of those after the first `skip`.
    static long longestGapMicros(List<Seen> adverts, int skip) {
        long longest = 0;
        for (int i = skip + 1; i < adverts.size(); i++) {
            longest = Math.max(longest, adverts.get(i).atMicros() - adverts.get(i - 1).atMicros());
        }
        return longest;
    }
}
