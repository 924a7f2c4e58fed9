package dev.redoubt.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

final class NearestKeyTest {
    private static final List<String> KNOWN =
            List.of("links", "listen", "idle_timeout", "log", "private_links");

    @ParameterizedTest
    @CsvSource({
        "link, links",
        "lisetn, listen",
        "idle-timeout, idle_timeout",
        "idleTimeout, idle_timeout",
        "Log, log",
        "logs, log",
        "privat_link, private_links",
        "timeout, none",
        "lg, log",
        "x, none",
        "lisks, links",
    })
    void nearest(String key, String expected) {
        assertEquals(expected, NearestKey.of(key, KNOWN).orElse("none"));
    }

    @ParameterizedTest
    @CsvSource({
        "abc, abc, 0",
        "abc, acb, 1",
        "abc, ab, 1",
        "abc, xabc, 1",
        "abc, axc, 1",
        "ab, cd, 2"
    })
    void distance(String a, String b, int steps) {
        assertEquals(steps, NearestKey.distance(a, b));
        assertEquals(steps, NearestKey.distance(b, a));
    }
}
