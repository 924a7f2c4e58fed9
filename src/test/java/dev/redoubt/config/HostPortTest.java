package dev.redoubt.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HostPortTest {
    // The examples of RFC 5952 and its rules.
    @ParameterizedTest
    @CsvSource({
        "::1, ::1",
        "0:0:0:0:0:0:0:1, ::1",
        "0::1, ::1",
        "::, ::",
        "2001:DB8::A, 2001:db8::a",
        "2001:0db8::0001, 2001:db8::1",
        "2001:db8:0:0:0:0:2:1, 2001:db8::2:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "1:2:3:4:5:6:0:0, 1:2:3:4:5:6::",
        "::ffff:10.0.0.4, 10.0.0.4",
        "fe80:0::1%eth0, fe80::1%eth0",
        "10.0.0.4, 10.0.0.4",
        "Redis-1.example, Redis-1.example",
        "not:an:address, not:an:address",
    })
    void oneSpelling(String written, String host) {
        assertEquals(host, new HostPort(written, 1).host());
        assertEquals(new HostPort(host, 1), new HostPort(written, 1));
    }
}
