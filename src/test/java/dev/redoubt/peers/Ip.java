package dev.redoubt.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// iproute2's `ip`.
final class Ip {
    private final String program = Peers.require("ip").toString();

    /// What a command begins with so that it runs in that namespace.
    List<String> within(String namespace) {
        return List.of(program, "netns", "exec", namespace);
    }

    /// What it printed.
    String run(String... arguments) {
        Outcome outcome = attempt(arguments);
        if (outcome.status() != 0) {
            throw new IllegalStateException(
                    "ip %s: exit status %d: %s"
                            .formatted(
                                    String.join(" ", arguments), outcome.status(), outcome.said()));
        }
        return outcome.said();
    }

    record Outcome(int status, String said) {}

    Outcome attempt(String... arguments) {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(process.waitFor(), said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
