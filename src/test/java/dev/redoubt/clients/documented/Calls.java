package dev.redoubt.clients.documented;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// All calls of one command: as its documentation allows, and with each kind of mistake. Pure.
final class Calls {
    private final Documented command;
    private final List<List<Word>> forms;
    private final Map<List<String>, Call> calls = new LinkedHashMap<>();

    private Calls(Documented command) {
        this.command = command;
        forms = Forms.of(command.arguments(), (place, keys) -> Values.of(command, place, keys));
    }

    /// None twice, and none that [Special#dangerous] forbids.
    static List<Call> of(Documented command) {
        Calls all = new Calls(command);
        all.documented();
        all.mistaken();
        Special special = Specials.of(command);
        special.calls().forEach(call -> all.calls.putIfAbsent(call, new Call("by hand", call)));
        return all.calls.values().stream()
                .filter(call -> !special.dangerous().test(call.arguments()))
                .toList();
    }

    private void documented() {
        forms.forEach(form -> add("as documented", form));
        List<Word> shortest = forms.getFirst();
        add("no such key", each(shortest, Word::isKey, Values.ABSENT_KEY));
        List<String> lower = new ArrayList<>();
        request(shortest).forEach(word -> lower.add(word.toLowerCase(Locale.ROOT)));
        add(new Call("in lower case", lower));
    }

    private void mistaken() {
        List<Word> shortest = forms.getFirst();
        add("nothing behind its name", List.of());
        if (command.isContainer()) {
            add("no such subcommand", List.of(Word.token("NOSUCH")));
        }
        if (!shortest.isEmpty()) {
            add("one argument fewer", shortest.subList(0, shortest.size() - 1));
            add("nothing for an argument", replaced(shortest, shortest.size() - 1, ""));
        }
        add("one argument more", more(shortest, "surplus"));
        add("one argument more than all", more(forms.getLast(), "surplus"));
        for (int i = 0; i < shortest.size(); i++) {
            if (shortest.get(i).isKey()) {
                add("a key of another type", replaced(shortest, i, Values.OTHER_TYPE_KEY));
            }
        }
        numbers();
    }

    /// Each number once, in the first form that has it.
    private void numbers() {
        List<Argument> seen = new ArrayList<>();
        for (List<Word> form : forms) {
            for (int i = 0; i < form.size(); i++) {
                Word word = form.get(i);
                Argument place = word.place();
                if (place != null && place.isNumber() && !seen.contains(place)) {
                    seen.add(place);
                    add("no number", replaced(form, i, "x"));
                    add("a negative number", replaced(form, i, "-1"));
                    add("a number past all", replaced(form, i, "99999999999999999999"));
                }
            }
        }
    }

    private void add(String why, List<Word> form) {
        add(new Call(why, request(form)));
    }

    private void add(Call call) {
        calls.putIfAbsent(call.arguments(), call);
    }

    private List<String> request(List<Word> form) {
        List<String> request = new ArrayList<>(command.words());
        form.forEach(word -> request.add(word.text()));
        return List.copyOf(request);
    }

    private static List<Word> each(List<Word> form, Predicate<Word> which, String text) {
        UnaryOperator<Word> change = word -> which.test(word) ? word.with(text) : word;
        return form.stream().map(change).toList();
    }

    private static List<Word> replaced(List<Word> form, int index, String text) {
        List<Word> copy = new ArrayList<>(form);
        copy.set(index, form.get(index).with(text));
        return copy;
    }

    private static List<Word> more(List<Word> form, String text) {
        List<Word> copy = new ArrayList<>(form);
        copy.add(Word.token(text));
        return copy;
    }
}
