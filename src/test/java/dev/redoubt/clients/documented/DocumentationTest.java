package dev.redoubt.clients.documented;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;

class DocumentationTest {
    private static final String LIST =
            """
            *2\r
            *10\r
            $3\r
            get\r
            :2\r
            *2\r
            +readonly\r
            +fast\r
            :1\r
            :1\r
            :1\r
            *0\r
            *1\r
            $4\r
            tips\r
            *0\r
            *0\r
            *10\r
            $3\r
            acl\r
            :-2\r
            *0\r
            :0\r
            :0\r
            :0\r
            *0\r
            *0\r
            *0\r
            *1\r
            *10\r
            $7\r
            acl|cat\r
            :-2\r
            *1\r
            +noscript\r
            :0\r
            :0\r
            :0\r
            *0\r
            *0\r
            *0\r
            *0\r
            """;

    private static final String DOCS =
            """
            *4\r
            $3\r
            get\r
            *4\r
            $5\r
            group\r
            $6\r
            string\r
            $9\r
            arguments\r
            *1\r
            *8\r
            $4\r
            name\r
            $3\r
            key\r
            $4\r
            type\r
            $3\r
            key\r
            $5\r
            token\r
            $2\r
            ""\r
            $5\r
            flags\r
            *1\r
            +optional\r
            $3\r
            acl\r
            *4\r
            $5\r
            group\r
            $6\r
            server\r
            $11\r
            subcommands\r
            *2\r
            $7\r
            acl|cat\r
            *2\r
            $5\r
            group\r
            $6\r
            server\r
            """;

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
