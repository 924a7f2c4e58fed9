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
    private final Dialogues dialogues;
    private final HostPort server;
    private final long becomes;
    private long was;
    private Mark written = Mark.NONE;
    private boolean adopted;

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
        InfoText told = InfoText.of(dialogue.ask("INFO", "server").text().orElse(""));
        long now = ServerClock.of(told).seconds();
        Optional<Favour> live = before.favour().filter(each -> each.isUnderWay(now));
        if (live.isPresent()) {
            adopt(live.get(), before, now);
            return;
        }
        was = marked(before, was).map(Favour::was).orElse(was);
        Mark own = Mark.of(new Favour(was, becomes, now + Favour.LONGEST_SECONDS));
        if (before.isOurs() && change(dialogue, own, becomes)) {
            written = own;
        } else {
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

    /// Another move has set it so already, and may be under way, or its node has died. That one's
    /// it stays, but for a move that succeeds.
    private void adopt(Favour favour, Mark mark, long nowSeconds) throws MoveFailed {
        if (favour.becomes() != becomes) {
            throw new MoveFailed(
                    "%s: another planned move has set its replica-priority, and may be under way for %d s"
                            .formatted(server, favour.untilSeconds() - nowSeconds));
        }
        was = favour.was();
        written = mark;
        adopted = true;
    }

    /// Takes it back when the move fails.
    ///
    /// @return whether it is what it was before this move
    boolean undo() throws MoveFailed {
        return adopted || restore();
    }

    /// Sets it back, unless somebody else has changed it meanwhile.
    ///
    /// @return whether it is what it was
    boolean restore() throws MoveFailed {
        Dialogue dialogue = dialogues.server(server);
        Optional<Settings> now = settings(dialogue);
        boolean marked = !written.equals(Mark.NONE);
        boolean isOurs = now.isEmpty() || !marked || now.get().mark().equals(written);
        boolean isStill = now.isEmpty() || (isOurs && now.get().priority() == becomes);
        if (!isStill && !(marked && isOurs)) {
            return now.get().priority() == was;
        }
        long next = isStill ? was : now.get().priority();
        if (!marked || !change(dialogue, Mark.NONE, next)) {
            dialogue.ask("CONFIG", "SET", PriorityChange.SETTING, Long.toString(next));
        }
        return next == was;
    }

    /// Sentinel has the configuration written to the file when it promotes a server: what it was in
    /// the middle would come back with the next start.
    void keep(MoveSteps steps) {
        String trouble = "";
        try {
            Dialogue dialogue = dialogues.server(server);
            InfoText told = InfoText.of(dialogue.ask("INFO", "server").text().orElse(""));
            if (!told.text("config_file").isEmpty()) {
                dialogue.ask("CONFIG", "REWRITE");
            }
        } catch (MoveFailed e) {
            trouble = e.words();
        }
        if (!trouble.isEmpty()) {
            steps.tell("its file may say what it was in the middle: " + trouble);
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
    static Mark mark(Dialogue dialogue) throws MoveFailed {
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
