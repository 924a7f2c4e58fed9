package dev.redoubt.clients.documented;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// One command in one protocol: all its calls, one after the other, each on the same data; then all
/// in one piece; then one as a line of text.
final class Comparison {
    private static final int SHOWN = 600;

    private final Documented command;
    private final Protocol protocol;
    private final Sides sides;
    private final Special special;
    private final Likeness likeness;
    private final Duration quiet;
    private final List<String> differences = new ArrayList<>();

    Comparison(Documented command, Protocol protocol, Sides sides) {
        this.command = command;
        this.protocol = protocol;
        this.sides = sides;
        special = Specials.of(command);
        likeness = Likeness.of(command);
        quiet = Duration.ofMillis(special.pace() == Special.Pace.SILENT ? 300 : 3000);
    }

    /// What was said differently.
    ///
    /// @param account is told what Redis answered
    List<String> differences(Account account) throws IOException {
        account.see(command);
        List<Call> calls = Calls.of(command);
        sides.leave();
        boolean changed = true;
        for (Call call : calls) {
            if (changed) {
                prepare();
            }
            open();
            Sides.Said said =
                    sides.stepByStep(protocol, Side.bytes(List.of(call.arguments())), quiet);
            account.note(command, said);
            changed = said.isSuccess() && !command.changesNothing();
            compare(call.toString(), said);
            if (!said.isClean() || !command.isPlain()) {
                sides.leave();
            }
        }
        if (!calls.isEmpty()) {
            asLine(calls.getFirst());
        }
        if (special.pace() != Special.Pace.BACKGROUND) {
            inOnePiece(calls);
        }
        return differences;
    }

    private void prepare() throws IOException {
        List<List<String>> requests =
                World.of(special.group().isEmpty() ? command.group() : special.group());
        requests.addAll(special.preparations());
        sides.prepare(requests);
    }

    private void open() throws IOException {
        if (special.pace() == Special.Pace.BACKGROUND) {
            sides.awaitNothingInBackground();
        }
        for (List<String> request : special.openings()) {
            sides.open(protocol, Side.bytes(List.of(request)));
        }
    }

    private void asLine(Call call) throws IOException {
        prepare();
        sides.leave();
        open();
        compare(
                "as a line of text, " + call,
                sides.stepByStep(protocol, line(call.arguments()), quiet));
        sides.leave();
    }

    private static String line(List<String> arguments) {
        return arguments.stream()
                .map(argument ->
                        argument.chars()
                                .mapToObj(c -> String.format("\\x%02x", c))
                                .collect(Collectors.joining("", "\"", "\"")))
                .collect(Collectors.joining(" ", "", "\r\n"));
    }

    private void inOnePiece(List<Call> calls) throws IOException {
        if (calls.isEmpty()) {
            return;
        }
        prepare();
        List<List<String>> requests = new ArrayList<>(special.openings());
        calls.forEach(call -> requests.add(call.arguments()));
        compare(
                "all in one piece",
                sides.inOnePiece(protocol, Side.bytes(requests), requests.size(), quiet));
        sides.leave();
        if (likeness == Likeness.BYTES && !sides.holdTheSame()) {
            differences.add("all in one piece: the data differ");
        }
    }

    private void compare(String what, Sides.Said said) {
        if (!likeness.matches(said.direct(), said.through())) {
            differences.add(
                    what
                            + "\n  Redis:   "
                            + shown(said.direct())
                            + "\n  Redoubt: "
                            + shown(said.through()));
        }
    }

    private static String shown(List<String> replies) {
        String all = String.join(" ", replies).replace("\r\n", "\\r\\n");
        return all.length() <= SHOWN ? all : all.substring(0, SHOWN) + "… (" + all.length() + ")";
    }
}
