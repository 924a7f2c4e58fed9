package dev.redoubt.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.config.HostPort;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;

class AddressesTest {
    private static final HostPort HERE = new HostPort("10.0.0.4", 16379);

    @ParameterizedTest
    @CsvSource({
        "172.17.0.2, 6379, mapped",
        "172.17.0.2, 6380, as it is",
        "172.17.0.3, 6379, as it is",
        "redis-1.example, 6379, mapped",
        "Redis-1.EXAMPLE, 6379, mapped",
        "fd00::4, 6379, mapped",
        "FD00:0:0::4, 6379, mapped",
        "fd00::5, 6379, as it is"
    })
    void announcedToReachable(String host, int port, String expected) {
        Addresses addresses =
                new Addresses(
                        Map.of(
                                new HostPort("172.17.0.2", 6379), HERE,
                                new HostPort("redis-1.example", 6379), HERE,
                                new HostPort("fd00::4", 6379), HERE));
        HostPort announced = new HostPort(host, port);
        assertEquals(expected.equals("mapped") ? HERE : announced, addresses.reachable(announced));
    }
}
