package dev.redoubt.clients.documented;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Which commands were asked for, and which of them were answered without an error.
final class Account {
    private final Exemptions exemptions;
    private final Map<String, Tally> tallies = new LinkedHashMap<>();

    Account(Exemptions exemptions) {
        this.exemptions = exemptions;
    }

    private static final class Tally {
        private final boolean container;
        private int calls;
        private int successes;
        private boolean known;

        Tally(Documented command) {
            container = command.isContainer();
        }

        /// A word that only stands before others is a command by these.
        boolean isLacking() {
            return successes == 0 && !isAbsent() && !container;
        }

        boolean isAbsent() {
            return calls > 0 && !known;
        }
    }

    /// One command was asked for; to be told even if none of its calls can be sent.
    void see(Documented command) {
        tallies.computeIfAbsent(command.name(), name -> new Tally(command));
    }

    /// A call of it was made.
    void note(Documented command, Sides.Said said) {
        Tally tally = tallies.computeIfAbsent(command.name(), name -> new Tally(command));
        tally.calls++;
        tally.successes += said.isSuccess() ? 1 : 0;
        tally.known |=
                said.direct().isEmpty()
                        || !said.direct().getFirst().matches("(?si)-ERR unknown (sub)?command.*");
    }

    /// What is wrong: commands without success and without a reason, and reasons without need.
    List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        TreeSet<String> unused = new TreeSet<>(exemptions.reasons().keySet());
        tallies.forEach((name, tally) -> {
            if (tally.isLacking() && exemptions.reason(name).isEmpty()) {
                complaints.add(name + ": no call without an error");
            }
            if (tally.successes == 0) {
                unused.remove(name);
                unused.remove(name.replaceFirst("\\|.*", "|*"));
            }
        });
        unused.forEach(name -> complaints.add(name + ": an exemption for nothing"));
        return complaints;
    }

    /// The names that the server does not know.
    List<String> absent() {
        return tallies.entrySet().stream()
                .filter(entry -> entry.getValue().isAbsent())
                .map(Map.Entry::getKey)
                .toList();
    }

    /// The account as a person reads it, the commands without success by their reasons.
    @Override
    public String toString() {
        Map<String, List<String>> without = new LinkedHashMap<>();
        int calls = 0;
        int successes = 0;
        int answered = 0;
        for (Map.Entry<String, Tally> entry : tallies.entrySet()) {
            Tally tally = entry.getValue();
            calls += tally.calls;
            successes += tally.successes;
            answered += tally.successes > 0 ? 1 : 0;
            if (tally.isLacking()) {
                String reason = exemptions.reason(entry.getKey()).orElse("no reason");
                without.computeIfAbsent(reason, none -> new ArrayList<>()).add(entry.getKey());
            }
        }
        return "%d commands and subcommands, %d of them answered without an error (%d of %d calls)"
                        .formatted(tallies.size(), answered, successes, calls)
                + "\n  not on this server: "
                + absent()
                + "\n  without success: "
                + without;
    }
}
