package dev.redoubt.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

/// What each kind of value accepts; what it says otherwise is in [ProblemsTest].
final class ValuesTest {
    private static <T> T good(Syntax<T> syntax, String text) {
        return switch (syntax.parse(text)) {
            case Parsed.Good<T>(T value) -> value;
            case Parsed.Bad<T>(String expected) -> throw new AssertionError(text + ": " + expected);
        };
    }

    private static String bad(Syntax<?> syntax, String text) {
        return assertInstanceOf(Parsed.Bad.class, syntax.parse(text), text).expected();
    }

    @ParameterizedTest
    @CsvSource({
        "0s, PT0S",
        "1ms, PT0.001S",
        "0.5s, PT0.5S",
        "1.5m, PT1M30S",
        "2h, PT2H",
        "8760h, PT8760H"
    })
    void durations(String text, Duration duration) {
        assertEquals(duration, good(Durations.ANY, text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s",
                "1",
                "-1s",
                "+1s",
                "1 s",
                "1S",
                "1d",
                ".5s",
                "1.s",
                "1h30m",
                "8761h",
                "1e3s",
                "9999999999s",
                "٣s"
            })
    void notDurations(String text) {
        bad(Durations.ANY, text);
    }

    @Test
    void aDurationThatIsTooLongIsToldSo() {
        assertEquals("a duration from 0s to 8760h", bad(Durations.ANY, "99999999999999999999s"));
    }

    @ParameterizedTest
    @CsvSource({
        "0B, 0",
        "512B, 512",
        "1KiB, 1024",
        "1.5KiB, 1536",
        "64MiB, 67108864",
        "2GiB, 2147483648"
    })
    void sizes(String text, long bytes) {
        assertEquals(new ByteSize(bytes), good(ByteSizes.ANY, text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "64 | a size with its unit, such as 64MiB",
                "-1B | a size with its unit, such as 64MiB",
                "64MB | a size in B, KiB, MiB or GiB, such as 64MiB",
                "100kb | a size in B, KiB, MiB or GiB, such as 100KiB",
                "2g | a size in B, KiB, MiB or GiB, such as 2GiB",
                "2TiB | a size in B, KiB, MiB or GiB, such as 64MiB",
                "0.5B | a whole number of bytes",
                "2000GiB | a size from 0B to 1024GiB",
                "99999999999999999999B | a size from 0B to 1024GiB",
            })
    void notSizes(String text, String expected) {
        assertEquals(expected, bad(ByteSizes.ANY, text));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.4:6379, 10.0.0.4, 6379",
        "localhost:1, localhost, 1",
        "redis_1.my-net.example.:65535, -, 65535",
        "[::1]:6379, ::1, 6379",
        "[fe80::1%eth0]:6379, fe80::1%eth0, 6379",
        "0.0.0.0:0, 0.0.0.0, 0",
    })
    void endpoints(String text, String host, int port) {
        HostPort endpoint = good(Endpoints.LISTEN_TCP, text);
        assertEquals(text, endpoint.toString());
        assertEquals(host.equals("-") ? endpoint.host() : host, endpoint.host());
        assertEquals(port, endpoint.port());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                ":6379",
                "host",
                "host:",
                "host:0",
                "host:65536",
                "host:-1",
                "host: 1",
                "::1",
                "::1:6379",
                "[::1]",
                "[::1]6379",
                "[]:1",
                "[10.0.0.1]:1",
                "[host]:1",
                "10.0.0:1",
                "10.0.0.256:1",
                "010.0.0.1:1",
                "1:1",
                "a..b:1",
                "-a:1",
                "ho st:1",
                "redis://h:1",
                "*:6379",
                "ünïcode:1",
                "h:１"
            })
    void notServers(String text) {
        bad(Endpoints.SERVER, text);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.7, 10.0.0.7, 32",
        "10.0.0.0/8, 10.0.0.0, 8",
        "0.0.0.0/0, 0.0.0.0, 0",
        "10.128.0.0/9, 10.128.0.0, 9",
        "fd00::/8, fd00:0:0:0:0:0:0:0, 8",
        "FD00:0::/8, fd00:0:0:0:0:0:0:0, 8",
        "::1, 0:0:0:0:0:0:0:1, 128",
    })
    void networks(String text, String address, int prefixBits) {
        SourceNetwork network = good(Networks.SYNTAX, text);
        assertEquals(address, network.address().getHostAddress());
        assertEquals(prefixBits, network.prefixBits());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.0.0.7/24 | 10.0.0.0/24, or 10.0.0.7 alone",
                "10.200.0.0/9 | 10.128.0.0/9, or 10.200.0.0 alone",
                "10.0.0.1/0 | 0.0.0.0/0, or 10.0.0.1 alone",
                "fd00::1/64 | fd00::/64, or fd00::1 alone",
                "10.0.0.0/33 | a prefix length from 0 to 32",
                "10.0.0.0/ | a prefix length from 0 to 32",
                "::ffff:10.0.0.1 | IPv4 without ::ffff:, such as 10.0.0.1",
            })
    void notNetworks(String text, String expected) {
        assertEquals(expected, bad(Networks.SYNTAX, text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "10.0.0", "10.0.0.1:80", "[::1]", "/8", "1"})
    void namesAreNoNetworks(String text) {
        bad(Networks.SYNTAX, text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix:", "unix:run/x", "unix:/", "unix:/run/", "unix://x\u0000"})
    void notUnixSockets(String text) {
        bad(Endpoints.LISTEN, text);
    }

    @ParameterizedTest
    @CsvSource({"106, Good", "107, Bad"})
    void unixPathsHaveAtMost107Bytes(int letters, String result) {
        Parsed<ListenAddress> parsed = Endpoints.LISTEN.parse("unix:/" + "x".repeat(letters));
        assertEquals(result, parsed.getClass().getSimpleName());
    }
}
