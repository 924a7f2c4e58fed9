package dev.redoubt.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.Set;

class MainTest {
    @Test
    void aCommandThatIsCalledIsReadAlone() {
        Set<String> all = Main.commandLine().getSubcommands().keySet();
        assertTrue(all.contains("run"), all::toString);
        for (String name : all) {
            assertEquals(
                    Set.of(name), Main.commandLine(name, "--help").getSubcommands().keySet(), name);
        }
    }

    @Test
    void whatIsNoCommandIsComparedWithAll() {
        Set<String> all = Main.commandLine().getSubcommands().keySet();
        assertEquals(all, Main.commandLine("rum").getSubcommands().keySet());
        assertEquals(all, Main.commandLine("--help").getSubcommands().keySet());
    }
}
