package dev.redoubt.clients.documented;

import java.util.List;
import java.util.stream.Collectors;

/// One request, and why it is sent.
record Call(String why, List<String> arguments) {
    private static final int SHOWN = 100;

    @Override
    public String toString() {
        return why + ": " + arguments.stream().map(Call::shown).collect(Collectors.joining(" "));
    }

    private static String shown(String argument) {
        boolean plain = argument.chars().allMatch(c -> c > ' ' && c < 127) && !argument.isEmpty();
        String cut = argument.substring(0, Math.min(SHOWN, argument.length()));
        return plain ? cut : "'" + cut.replaceAll("[^ -~]", "?") + "'";
    }
}
