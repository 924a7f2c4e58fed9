package dev.redoubt.pool;

import dev.redoubt.config.HostPort;
import dev.redoubt.failover.InfoText;
import dev.redoubt.failover.MovePlan.Preference;
import dev.redoubt.failover.PriorityStep.Favour;
import dev.redoubt.failover.PriorityStep.Mark;
import dev.redoubt.resp.RespValue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// A server whose replica-priority a planned move changes for its own time. What it was is written
/// on the server together with the change ([Mark]): should this node die in the middle, any node
/// that looks at the server later sets it back ([PriorityCare]). Used by the thread that carries
/// out the move.
final class Favourite {
    /// Longer than any move takes from the first priority to the last.
    static final long LONGEST_SECONDS = 90;

    private final Dialogues dialogues;
    private final HostPort server;
    private final long becomes;
    private long was;
    private boolean marked;

    Favourite(Dialogues dialogues, Preference preference) {
        this.dialogues = dialogues;
        server = preference.server();
        becomes = preference.becomes();
        was = preference.was();
    }

    /// What both settings are now.
    private record Settings(long priority, Mark mark) {}

    /// What a move that did not end has left on a server that has this priority.
    static Optional<Preference> leftAt(Dialogues dialogues, HostPort server, long priority)
            throws MoveFailed {
        return marked(mark(dialogues.server(server)), priority)
                .map(favour -> new Preference(server, favour.was(), priority));
    }

    /// Whether the priority is what a move has made of it.
    private static Optional<Favour> marked(Mark mark, long priority) {
        return mark.favour().filter(favour -> favour.becomes() == priority);
    }

    HostPort server() {
        return server;
    }

    long was() {
        return was;
    }

    /// Sets it.
    void set(MoveSteps steps) throws MoveFailed {
        Dialogue dialogue = dialogues.server(server);
        Mark before = mark(dialogue);
        was = marked(before, was).map(Favour::was).orElse(was);
        InfoText told = InfoText.of(dialogue.ask("INFO", "server").text().orElse(""));
        Favour favour = new Favour(was, becomes, ServerClock.of(told).seconds() + LONGEST_SECONDS);
        marked = before.isOurs() && change(dialogue, Mark.of(favour), becomes);
        if (!marked) {
            steps.tell(
                    "no mark at %s says that its replica-priority was %d: should this node die, it"
                                    .formatted(server, was)
                            + " stays");
            if (before.isOurs()) {
                dialogue.askAll(List.of(List.of("CONFIG", "SET", Mark.SETTING, before.text())));
            }
            dialogue.ask("CONFIG", "SET", PriorityChange.SETTING, Long.toString(becomes));
        }
    }

    /// Sets it back, unless somebody else has changed it meanwhile.
    ///
    /// @return whether it is what it was
    boolean restore() throws MoveFailed {
        Dialogue dialogue = dialogues.server(server);
        Optional<Settings> now = settings(dialogue);
        boolean isStill =
                now.isEmpty()
                        || (now.get().priority() == becomes
                                && (!marked || now.get().mark().favour().isPresent()));
        if (!isStill && now.get().mark().favour().isEmpty()) {
            return now.get().priority() == was;
        }
        long next = isStill ? was : now.get().priority();
        if (!marked || !change(dialogue, Mark.NONE, next)) {
            dialogue.ask("CONFIG", "SET", PriorityChange.SETTING, Long.toString(next));
        }
        keep(dialogue);
        return next == was;
    }

    /// Sentinel has the configuration written to the file when it promotes a server: what it was in
    /// the middle would come back with the next start.
    private static void keep(Dialogue dialogue) throws MoveFailed {
        InfoText told = InfoText.of(dialogue.ask("INFO", "server").text().orElse(""));
        if (!told.text("config_file").isEmpty()) {
            dialogue.askAll(List.of(List.of("CONFIG", "REWRITE")));
        }
    }

    /// Both in one transaction.
    ///
    /// @return whether both were changed
    private static boolean change(Dialogue dialogue, Mark mark, long priority) throws MoveFailed {
        List<RespValue> told =
                dialogue.askAll(
                        List.of(
                                List.of("MULTI"),
                                List.of("CONFIG", "SET", Mark.SETTING, mark.text()),
                                List.of(
                                        "CONFIG",
                                        "SET",
                                        PriorityChange.SETTING,
                                        Long.toString(priority)),
                                List.of("EXEC")));
        List<RespValue> results = told.getLast().elements();
        return results.size() == 2
                && results.stream().noneMatch(RespValue.ErrorReply.class::isInstance);
    }

    /// What the server has in the mark's place; a text that is not ours where it does not tell.
    private static Mark mark(Dialogue dialogue) throws MoveFailed {
        RespValue told =
                dialogue.askAll(List.of(List.of("CONFIG", "GET", Mark.SETTING))).getFirst();
        return new Mark(told.fields().getOrDefault(Mark.SETTING, "?"));
    }

    private static Optional<Settings> settings(Dialogue dialogue) throws MoveFailed {
        RespValue told =
                dialogue.askAll(List.of(List.of("CONFIG", "GET", PriorityChange.SETTING)))
                        .getFirst();
        Map<String, String> fields = told.fields();
        OptionalLong priority =
                InfoText.of("now:" + fields.getOrDefault(PriorityChange.SETTING, "")).number("now");
        return priority.isPresent()
                ? Optional.of(new Settings(priority.getAsLong(), mark(dialogue)))
                : Optional.empty();
    }
}
