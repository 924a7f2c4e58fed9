package dev.redoubt.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.util.List;

class CapabilityTest {
    @ParameterizedTest
    @CsvSource(
            value = {
                "000001ffffffffff|[]",
                "0000000000003000|[]",
                "0000000000000000|[CAP_NET_ADMIN, CAP_NET_RAW]",
                "0000000000001000|[CAP_NET_RAW]",
                "0000000000002000|[CAP_NET_ADMIN]",
                "ffffffffffffcfff|[CAP_NET_ADMIN, CAP_NET_RAW]"
            },
            delimiter = '|')
    void whatIsMissingIsNamed(String effective, String missing) throws IOException {
        List<String> status = List.of("CapPrm:\t000001ffffffffff", "CapEff:\t" + effective);
        assertEquals(missing, Capability.missing(status).toString());
    }

    @Test
    void aSystemThatTellsNothingIsAnError() {
        assertThrows(IOException.class, () -> Capability.missing(List.of("Name:\tjava")));
    }
}
