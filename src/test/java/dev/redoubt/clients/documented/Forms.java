package dev.redoubt.clients.documented;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The ways to write a command that its documentation allows: the shortest; each option alone; each
/// alternative; each thing that may be repeated, twice; everything; everything twice. Pure.
final class Forms {
    /// Gives a place its value.
    @FunctionalInterface
    interface Filling {
        /// What stands at this place.
        ///
        /// @param earlier how many keys stand before it
        String value(Argument place, int earlier);
    }

    /// What of the documentation is taken.
    ///
    /// @param taken options that are in, and alternatives other than the first
    /// @param doubled what comes twice
    private record Choice(Set<Argument> taken, Set<Argument> doubled) {}

    private final Filling filling;
    private final Choice choice;
    private final List<Word> words = new ArrayList<>();
    private int keys;

    private Forms(Filling filling, Choice choice) {
        this.filling = filling;
        this.choice = choice;
    }

    /// The arguments of each form, behind the command's name; the shortest first, none twice.
    static List<List<Word>> of(List<Argument> arguments, Filling filling) {
        Map<List<String>, List<Word>> forms = new LinkedHashMap<>();
        choices(arguments)
                .forEach(choice -> {
                    List<Word> form = new Forms(filling, choice).written(arguments);
                    forms.putIfAbsent(form.stream().map(Word::text).toList(), form);
                });
        return List.copyOf(forms.values());
    }

    private static Stream<Choice> choices(List<Argument> arguments) {
        List<Choice> single = new ArrayList<>();
        Set<Argument> options = new HashSet<>();
        Set<Argument> multiples = new HashSet<>();
        walk(
                arguments,
                List.of(),
                path -> {
                    Argument last = path.getLast();
                    single.add(new Choice(Set.copyOf(path), Set.of()));
                    if (last.isOptional()) {
                        options.add(last);
                    }
                    if (last.isMultiple()) {
                        multiples.add(last);
                        single.add(new Choice(Set.copyOf(path), Set.of(last)));
                    }
                });
        return Stream.of(
                        Stream.of(new Choice(Set.of(), Set.of())),
                        single.stream(),
                        Stream.of(
                                new Choice(options, Set.of()),
                                new Choice(Set.of(), multiples),
                                new Choice(options, multiples)))
                .flatMap(choices -> choices);
    }

    private interface Visitor {
        void visit(List<Argument> path);
    }

    private static void walk(List<Argument> arguments, List<Argument> above, Visitor visitor) {
        for (Argument argument : arguments) {
            List<Argument> path = new ArrayList<>(above);
            path.add(argument);
            visitor.visit(path);
            walk(argument.parts(), path, visitor);
        }
    }

    private List<Word> written(List<Argument> arguments) {
        arguments.forEach(this::write);
        countKeys();
        return List.copyOf(words);
    }

    private void write(Argument argument) {
        if (!argument.isOptional() || choice.taken().contains(argument)) {
            writeAll(argument);
        }
    }

    private void writeAll(Argument argument) {
        int times = choice.doubled().contains(argument) ? 2 : 1;
        for (int i = 0; i < times; i++) {
            if (i == 0 || argument.repeatsToken()) {
                Optional.ofNullable(argument.token()).map(Word::token).ifPresent(words::add);
            }
            writeBody(argument);
        }
    }

    private void writeBody(Argument argument) {
        switch (argument.type()) {
            case "pure-token" -> {}
            case "block" -> argument.parts().forEach(this::write);
            case "oneof" -> {
                Argument first = argument.parts().getFirst();
                // Also where the alternatives are options: one of them has to stand there.
                writeAll(
                        argument.parts().stream()
                                .filter(choice.taken()::contains)
                                .findFirst()
                                .orElse(first));
            }
            default -> {
                words.add(new Word(filling.value(argument, keys), argument));
                keys += argument.isKey() ? 1 : 0;
            }
        }
    }

    private void countKeys() {
        for (int i = 0; i < words.size(); i++) {
            Argument place = words.get(i).place();
            if (place != null && place.countsKeys()) {
                int end = i + 1;
                while (end < words.size() && words.get(end).isKey()) {
                    end++;
                }
                words.set(i, words.get(i).with(Integer.toString(end - i - 1)));
            }
        }
    }
}
