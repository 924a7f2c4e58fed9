package dev.redoubt.clients.documented;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

class FormsTest {
    private static final Argument KEY = leaf("key", "key");

    private static Argument leaf(String name, String type, String... flags) {
        return new Argument(name, type, null, Set.of(flags), List.of());
    }

    private static Argument tokened(String token, String name, String... flags) {
        return new Argument(name, "integer", token, Set.of(flags), List.of());
    }

    private static Argument word(String token, String... flags) {
        return new Argument(token, "pure-token", token, Set.of(flags), List.of());
    }

    private static Argument group(String type, Set<String> flags, Argument... parts) {
        return new Argument(type, type, null, flags, List.of(parts));
    }

    private static List<String> forms(Argument... arguments) {
        return Forms.of(
                        Arrays.asList(arguments),
                        (place, keys) -> place.isKey() ? "k" + (keys + 1) : place.name())
                .stream()
                .map(form -> form.stream().map(Word::text).collect(Collectors.joining(" ")))
                .toList();
    }

    @Test
    void theShortestComesFirst() {
        assertEquals(
                List.of("k1", "k1 NX", "k1 EX seconds", "k1 NX EX seconds"),
                forms(KEY, word("NX", "optional"), tokened("EX", "seconds", "optional")));
    }

    @Test
    void eachAlternativeIsTaken() {
        assertEquals(
                List.of("LEFT", "RIGHT"),
                forms(group("oneof", Set.of(), word("LEFT"), word("RIGHT"))));
        assertEquals(
                List.of("k1", "k1 LEFT", "k1 RIGHT"),
                forms(KEY, group("oneof", Set.of("optional"), word("LEFT"), word("RIGHT"))));
    }

    @Test
    void whatMayBeRepeatedComesTwice() {
        assertEquals(
                List.of("k1", "k1 k2"),
                forms(new Argument("key", "key", null, Set.of("multiple"), List.of())));
        assertEquals(
                List.of("k1 f v", "k1 f v f v"),
                forms(
                        KEY,
                        group(
                                "block",
                                Set.of("multiple"),
                                leaf("f", "string"),
                                leaf("v", "string"))));
    }

    @Test
    void aTokenIsRepeatedOnlyWhereItSays() {
        assertEquals(
                List.of("WEIGHTS w", "WEIGHTS w w"), forms(tokened("WEIGHTS", "w", "multiple")));
        assertEquals(
                List.of("GET p", "GET p GET p"),
                forms(tokened("GET", "p", "multiple", "multiple_token")));
    }

    @Test
    void keysAndTheirIdsAreRepeatedTogether() {
        List<String> forms =
                forms(
                        word("STREAMS"),
                        leaf("key", "key", "multiple"),
                        leaf("id", "string", "multiple"));
        assertEquals(
                List.of(
                        "STREAMS k1 id",
                        "STREAMS k1 k2 id",
                        "STREAMS k1 id id",
                        "STREAMS k1 k2 id id"),
                forms);
    }

    @Test
    void keysAreCounted() {
        assertEquals(
                List.of("script 0", "script 1 k1", "script 2 k1 k2"),
                forms(
                        leaf("script", "string"),
                        leaf("numkeys", "integer"),
                        leaf("key", "key", "optional", "multiple")));
    }

    @Test
    void anOptionWithinAnOptionBringsItsSurroundings() {
        Argument block =
                group(
                        "block",
                        Set.of("optional"),
                        leaf("start", "integer"),
                        word("BYTE", "optional"));
        assertEquals(List.of("k1", "k1 start", "k1 start BYTE"), forms(KEY, block));
    }

    @Test
    void oneOfManyOptionsIsTakenAllTheSame() {
        Argument filters =
                group("oneof", Set.of(), word("ID", "optional"), word("TYPE", "optional"));
        assertEquals(List.of("ID", "TYPE"), forms(filters));
    }

    @Test
    void noArgumentsMakeOneForm() {
        assertEquals(List.of(""), forms());
    }
}
