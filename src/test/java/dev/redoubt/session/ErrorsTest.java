package dev.redoubt.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ErrorsTest {
    @ParameterizedTest
    @CsvSource({"get, GET", "'a\r\nb', A??B", "'\u00ef\u00bf', ??", "a b, A?B"})
    void aCommandsBytesStayWithinTheLine(String command, String shown) {
        assertEquals(
                "-ERR redoubt: the connection to the primary ended before "
                        + shown
                        + " was answered; it may or may not have been executed",
                Errors.unanswered(command));
        assertEquals(
                "-ERR redoubt: "
                        + shown
                        + " is not passed on: replicate from the Redis server itself",
                Errors.replication(command));
    }
}
