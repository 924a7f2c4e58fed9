package dev.redoubt.vrrp;

import dev.redoubt.peers.Lan;
import dev.redoubt.peers.Peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// redis-cli again and again, each time over a connection of its own, and what it says.
final class ClientLoop {
    private static final String LOOP =
            """
            while :; do
              said=$(timeout 0.3 "$0" -h "$1" PING 2>&1)
              echo "$(date +%s%N) $said"
            done
            """;

    /// @param atNanos of the wall clock, at the end
    record Answer(long atNanos, String words) {
        boolean isGood() {
            return words.equals("PONG");
        }
    }

    private final List<Answer> answers = new ArrayList<>();

    ClientLoop(Lan.Host host, String address) throws IOException {
        Process shell =
                host.start("sh", "-c", LOOP, Peers.require("redis-cli").toString(), address);
        Thread.ofVirtual().start(() -> read(shell));
    }

    private void read(Process shell) {
        try (BufferedReader lines = shell.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int space = line.indexOf(' ');
                synchronized (answers) {
                    answers.add(
                            new Answer(
                                    Long.parseLong(line.substring(0, space)),
                                    line.substring(space + 1)));
                }
            }
        } catch (IOException e) {
            // It has ended.
        }
    }

    private List<Answer> answers() {
        synchronized (answers) {
            return List.copyOf(answers);
        }
    }

    /// Good answers since then, by the wall clock.
    long goodSince(long wallNanos) {
        return answers().stream()
                .filter(each -> each.atNanos() > wallNanos && each.isGood())
                .count();
    }

    /// What it said since then that was no good answer.
    List<Answer> troublesSince(long wallNanos) {
        return answers().stream()
                .filter(each -> each.atNanos() > wallNanos && !each.isGood())
                .toList();
    }

    /// The longest time between two good answers.
    long longestGapMillis() {
        List<Answer> good = answers().stream().filter(Answer::isGood).toList();
        long longest = 0;
        for (int i = 1; i < good.size(); i++) {
            longest = Math.max(longest, good.get(i).atNanos() - good.get(i - 1).atNanos());
        }
        return longest / 1_000_000;
    }
}
