package dev.redoubt.clients.documented;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;

class CallsTest {
    private static Argument argument(String name, String type, String... flags) {
        return new Argument(name, type, null, Set.of(flags), List.of());
    }

    private static Documented command(
            String name, Documented.Family family, Argument... arguments) {
        return new Documented(name, "list", Set.of(), Set.of(), family, List.of(arguments));
    }

    private static List<String> calls(Documented command) {
        return Calls.of(command).stream().map(call -> String.join(" ", call.arguments())).toList();
    }

    @Test
    void rightAndWrong() {
        assertEquals(
                List.of(
                        "LINDEX k1 0",
                        "LINDEX none 0",
                        "lindex k1 0",
                        "LINDEX",
                        "LINDEX k1",
                        "LINDEX k1 ",
                        "LINDEX k1 0 surplus",
                        "LINDEX other 0",
                        "LINDEX k1 x",
                        "LINDEX k1 -1",
                        "LINDEX k1 99999999999999999999"),
                calls(
                        command(
                                "lindex",
                                Documented.Family.CHILDLESS,
                                argument("key", "key"),
                                argument("index", "integer"))));
    }

    @Test
    void aContainerHasNoSuchSubcommand() {
        assertEquals(
                List.of("ACL", "acl", "ACL NOSUCH", "ACL surplus"),
                calls(command("acl", Documented.Family.CONTAINER)));
    }

    @Test
    void aSubcommandStandsBehindItsCommand() {
        List<String> calls = calls(command("acl|whoami", Documented.Family.CHILDLESS));
        assertEquals(List.of("ACL WHOAMI", "acl whoami", "ACL WHOAMI surplus"), calls);
    }

    @Test
    void whatIsWrittenByHandIsAdded() {
        List<String> calls = calls(command("debug", Documented.Family.CHILDLESS));
        assertTrue(calls.contains("DEBUG PROTOCOL attrib"), calls.toString());
    }

    @Test
    void whatWouldEndTheServerIsLeftOut() {
        List<String> calls = calls(command("shutdown", Documented.Family.CHILDLESS));
        assertFalse(calls.contains("SHUTDOWN"), calls.toString());
        assertTrue(calls.contains("SHUTDOWN surplus"), calls.toString());
    }
}
