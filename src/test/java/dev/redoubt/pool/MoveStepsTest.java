package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/// What a planned move takes back, whatever fails.
final class MoveStepsTest {
    private final List<String> told = new ArrayList<>();
    private final MoveSteps steps = new MoveSteps(line -> told.add(line.substring(11)));

    private void canUndo(String step) {
        steps.canUndo(step, () -> told.add("undoing " + step));
    }

    @Test
    void aStepThatCannotBeUndoneLeavesTheOthersTheirWayBack() {
        canUndo("the first");
        steps.canUndo(
                "the second",
                () -> {
                    throw new MoveFailed("no answer");
                });
        steps.canUndo(
                "the third",
                () -> {
                    throw new IllegalStateException("a fault");
                });
        canUndo("the fourth");
        assertFalse(steps.undo());
        assertEquals(
                List.of(
                        "undoing the fourth",
                        "undone: the fourth",
                        "NOT undone: the third: java.lang.IllegalStateException: a fault",
                        "NOT undone: the second: no answer",
                        "undoing the first",
                        "undone: the first"),
                told);
    }

    @Test
    void whoeverCannotListenStopsNothing() {
        List<String> undone = new ArrayList<>();
        MoveSteps unheard =
                new MoveSteps(line -> {
                    throw new IllegalStateException("gone");
                });
        unheard.tell("something");
        unheard.canUndo("one", () -> undone.add("one"));
        unheard.canUndo("other", () -> undone.add("other"));
        assertTrue(unheard.undo());
        assertEquals(List.of("other", "one"), undone);
    }

    @Test
    void whatIsLeftToDoIsToldAndKept() {
        steps.leave("something");
        assertEquals(List.of("left to do: something"), told);
        assertEquals(List.of("something"), steps.left());
    }
}
