package dev.redoubt.resp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;

class OwnCommandsTest {
    @ParameterizedTest
    @CsvSource({"PING, pING", "role, rOLE", "get, gET", "x, x"})
    void spelling(String name, String spelled) {
        assertEquals(spelled, OwnCommands.spelled(name));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = ';',
            value = {
                "+1339518083.107412 [0 127.0.0.1:60866] \"pING\"; true",
                "+1339518083.107412 [9 [::1]:60866] \"sELECT\" \"9\"; true",
                "+1339518083.107412 [0 127.0.0.1:60866] \"ping\"; false",
                "+1339518083.107412 [0 127.0.0.1:60866] \"Ping\"; false",
                "+1339518083.107412 [0 lua] \"set\" \"] \\\"pING\"; false",
                "+1339518083.107412 [0 unix:/a] \"pING\" \"b\"; true",
                "+1339518083.107412 [0 127.0.0.1:60866] \"p; false",
                "+OK; false",
                "+; false"
            })
    void inMonitor(String line, boolean own) {
        ByteBuf in = Unpooled.copiedBuffer("..." + line + "\r\n", StandardCharsets.US_ASCII);
        try {
            assertEquals(own, OwnCommands.areMonitored(in, 3, in.writerIndex()));
        } finally {
            in.release();
        }
    }
}
