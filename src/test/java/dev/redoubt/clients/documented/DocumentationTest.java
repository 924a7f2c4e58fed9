package dev.redoubt.clients.documented;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;

class DocumentationTest {
    private static final String LIST =
            "*2\r\n"
                + "*10\r\n"
                + "$3\r\n"
                + "get\r\n"
                + ":2\r\n"
                + "*2\r\n"
                + "+readonly\r\n"
                + "+fast\r\n"
                + ":1\r\n"
                + ":1\r\n"
                + ":1\r\n"
                + "*0\r\n"
                + "*1\r\n"
                + "$4\r\n"
                + "tips\r\n"
                + "*0\r\n"
                + "*0\r\n"
                + "*10\r\n"
                + "$3\r\n"
                + "acl\r\n"
                + ":-2\r\n"
                + "*0\r\n"
                + ":0\r\n"
                + ":0\r\n"
                + ":0\r\n"
                + "*0\r\n"
                + "*0\r\n"
                + "*0\r\n"
                + "*1\r\n"
                + "*10\r\n"
                + "$7\r\n"
                + "acl|cat\r\n"
                + ":-2\r\n"
                + "*1\r\n"
                + "+noscript\r\n"
                + ":0\r\n"
                + ":0\r\n"
                + ":0\r\n"
                + "*0\r\n"
                + "*0\r\n"
                + "*0\r\n"
                + "*0\r\n";

    private static final String DOCS =
            "*4\r\n"
                    + "$3\r\nget\r\n*4\r\n$5\r\ngroup\r\n$6\r\nstring\r\n$9\r\narguments\r\n"
                    + "*1\r\n*8\r\n$4\r\nname\r\n$3\r\nkey\r\n$4\r\ntype\r\n$3\r\nkey\r\n"
                    + "$5\r\ntoken\r\n$2\r\n\"\"\r\n$5\r\nflags\r\n*1\r\n+optional\r\n"
                    + "$3\r\nacl\r\n*4\r\n$5\r\ngroup\r\n$6\r\nserver\r\n$11\r\nsubcommands\r\n"
                    + "*2\r\n$7\r\nacl|cat\r\n*2\r\n$5\r\ngroup\r\n$6\r\nserver\r\n";

    private final List<Documented> commands =
            Documentation.of(Documentation.decoded(LIST), Documentation.decoded(DOCS));

    @Test
    void commandsAndSubcommandsByName() {
        assertEquals(
                List.of("acl", "acl|cat", "get"), commands.stream().map(Documented::name).toList());
        assertTrue(commands.get(0).isContainer());
        assertFalse(commands.get(1).isContainer());
        assertFalse(commands.get(1).isPlain());
        assertEquals(List.of("ACL", "CAT"), commands.get(1).words());
    }

    @Test
    void whatCommandTellsOfThem() {
        Documented get = commands.get(2);
        assertEquals("string", get.group());
        assertEquals(Set.of("tips"), get.hints());
        assertTrue(get.changesNothing() && get.isPlain());
    }

    @Test
    void arguments() {
        assertEquals(
                List.of(new Argument("key", "key", "", Set.of("optional"), List.of())),
                commands.get(2).arguments());
    }
}
