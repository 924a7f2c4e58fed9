package dev.redoubt.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.command.CommandSpec;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Set;

final class ErrorsTest {
    @ParameterizedTest
    @CsvSource({"get, GET", "'a\r\nb', A??B", "'\u00ef\u00bf', ??", "a b, A?B"})
    void aCommandsBytesStayWithinTheLine(String command, String shown) {
        assertEquals(
                "-ERR redoubt: the connection to the primary ended before "
                        + shown
                        + " was answered; it may or may not have been executed",
                Errors.unanswered(command));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "get;2;2;-NOAUTH Authentication required.",
                "get;2;1;-ERR wrong number of arguments for 'get' command",
                "get;2;3;-ERR wrong number of arguments for 'get' command",
                "set;-3;4;-NOAUTH Authentication required.",
                "set;-3;2;-ERR wrong number of arguments for 'set' command",
                "nosuch;0;7;-NOAUTH Authentication required.",
                "exec;1;1;-EXECABORT Transaction discarded because of: NOAUTH Authentication"
                        + " required.",
                "exec;1;2;-EXECABORT Transaction discarded because of: wrong number of arguments"
                        + " for 'exec' command"
            })
    void strangersHearWhatRedisSays(String name, int arity, int arguments, String expected) {
        CommandSpec spec = CommandSpec.of(name, arity, Set.of());
        assertEquals(expected, Errors.stranger(spec, arguments));
    }
}
