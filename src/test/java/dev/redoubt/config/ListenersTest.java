package dev.redoubt.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

final class ListenersTest {
    private static String twoPools(String first, String second) {
        return """
        pools:
          a: {listen: '%s', backend: {servers: ['r:1']}}
          b: {listen: '%s', backend: {servers: ['r:2']}}
        """
                .formatted(first, second);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:1, 127.0.0.1:1",
        "0.0.0.0:1, 127.0.0.1:1",
        "127.0.0.1:1, 0.0.0.0:1",
        "0.0.0.0:1, redis.example:1",
        "[::]:1, 127.0.0.1:1",
        "[::]:1, [fd00::1]:1",
        "[::1]:1, [0:0::1]:1",
        "localhost:1, 127.0.0.1:1",
        "[::1]:1, localhost:1",
        "Redis.example:1, redis.example:1",
        "unix:/run/a, unix:/run/a",
    })
    void takenAddressNamesTheOther(String first, String second) {
        assertEquals(
                List.of(
                        "3:15: pools.b.listen: "
                                + second
                                + " (expected: an address of its own; pools.a.listen has "
                                + first
                                + " on line 2)"),
                ConfigText.lines(twoPools(first, second)));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:1, 127.0.0.1:2",
        "127.0.0.1:1, 127.0.0.2:1",
        "0.0.0.0:1, [::1]:1",
        "127.0.0.1:0, 127.0.0.1:0",
        "0.0.0.0:1, unix:/run/a",
        "unix:/run/a, unix:/run/b",
    })
    void addressesThatGoTogether(String first, String second) {
        assertEquals(List.of(), ConfigText.lines(twoPools(first, second)));
    }

    @Test
    void adminCounts() {
        assertEquals(
                List.of(
                        "4:17: admin.listen: 127.0.0.1:1 (expected: an address of its own;"
                                + " pools.a.listen has 0.0.0.0:1 on line 2)"),
                ConfigText.lines(
                        twoPools("0.0.0.0:1", "0.0.0.0:2") + "admin: {listen: '127.0.0.1:1'}\n"));
        assertEquals(
                List.of(
                        "2:15: pools.a.listen: 0.0.0.0:9380 (expected: an address of its own;"
                                + " admin.listen has 127.0.0.1:9380 by default)"),
                ConfigText.lines(twoPools("0.0.0.0:9380", "0.0.0.0:2")));
    }
}
