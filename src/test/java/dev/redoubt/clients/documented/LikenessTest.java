package dev.redoubt.clients.documented;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;

class LikenessTest {
    private static Likeness hinted(String... hints) {
        return Likeness.of(
                new Documented(
                        "some",
                        "list",
                        Set.of(),
                        Set.of(hints),
                        Documented.Family.CHILDLESS,
                        List.of()));
    }

    private static boolean alike(Likeness likeness, String direct, String through) {
        return likeness.matches(List.of(direct), List.of(through));
    }

    @Test
    void hintsDecide() {
        assertEquals(Likeness.BYTES, hinted());
        assertEquals(Likeness.ORDER_ASIDE, hinted("nondeterministic_output_order"));
        assertEquals(Likeness.SHAPE, hinted("nondeterministic_output"));
    }

    @Test
    void eachByteCounts() {
        assertTrue(alike(Likeness.BYTES, "+OK\r\n", "+OK\r\n"));
        assertFalse(alike(Likeness.BYTES, "+OK\r\n", "+ok\r\n"));
        assertFalse(alike(Likeness.BYTES, "*2\r\n:1\r\n:2\r\n", "*2\r\n:2\r\n:1\r\n"));
        assertFalse(Likeness.BYTES.matches(List.of("+OK\r\n"), List.of()));
    }

    @Test
    void orderAside() {
        assertTrue(alike(Likeness.ORDER_ASIDE, "*2\r\n:1\r\n:2\r\n", "*2\r\n:2\r\n:1\r\n"));
        assertTrue(
                alike(
                        Likeness.ORDER_ASIDE,
                        "%2\r\n+a\r\n:1\r\n+b\r\n:2\r\n",
                        "%2\r\n+b\r\n:2\r\n+a\r\n:1\r\n"));
        assertFalse(
                alike(
                        Likeness.ORDER_ASIDE,
                        "%2\r\n+a\r\n:1\r\n+b\r\n:2\r\n",
                        "%2\r\n+b\r\n:1\r\n+a\r\n:2\r\n"));
        assertFalse(alike(Likeness.ORDER_ASIDE, "*1\r\n:1\r\n", "*2\r\n:1\r\n:1\r\n"));
        assertFalse(alike(Likeness.ORDER_ASIDE, "*1\r\n:1\r\n", "~1\r\n:1\r\n"));
    }

    @Test
    void theShapeStays() {
        assertTrue(alike(Likeness.SHAPE, ":1\r\n", ":22\r\n"));
        assertTrue(alike(Likeness.SHAPE, "$7\r\nrole:ab\r\n", "$8\r\nrole:abc\r\n"));
        assertFalse(alike(Likeness.SHAPE, "$7\r\nrole:ab\r\n", "$7\r\nread:ab\r\n"));
        assertFalse(alike(Likeness.SHAPE, ":1\r\n", "$1\r\n1\r\n"));
        assertFalse(alike(Likeness.SHAPE, "-ERR one\r\n", "-ERR other\r\n"));
        assertFalse(alike(Likeness.SHAPE, "$1\r\na\r\n", "$-1\r\n"));
    }

    @Test
    void anEndIsNoReply() {
        assertTrue(alike(Likeness.SHAPE, "(end)", "(end)"));
        assertFalse(alike(Likeness.SHAPE, "(end)", ":1\r\n"));
    }
}
