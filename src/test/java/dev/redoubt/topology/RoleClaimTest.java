package dev.redoubt.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.config.HostPort;
import dev.redoubt.resp.Decoded;
import dev.redoubt.resp.RespDecoder;
import dev.redoubt.resp.Wire;

import io.netty.buffer.ByteBuf;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;

class RoleClaimTest {
    private static final Addresses ADDRESSES =
            new Addresses(Map.of(new HostPort("10.0.0.9", 6379), new HostPort("127.0.0.1", 7000)));

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "*3|$6|master|:0|*0|; Primary[]",
                "*5|$5|slave|$8|10.0.0.9|:6379|$4|sync|:0|; Replica[of=127.0.0.1:7000]",
                "*5|$5|slave|$8|10.0.0.8|:6379|$4|sync|:0|; Replica[of=10.0.0.8:6379]",
                "*1|$5|slave|; Other[role=slave]",
                "*2|$8|sentinel|*0|; Other[role=sentinel]",
                "-NOPERM no|; Unusable[words=NOPERM no]",
                "+OK|; Unusable[words=ROLE answered no role]"
            })
    void whatARoleMeans(String wire, String expected) {
        ByteBuf in = Wire.of(wire.replace("|", "\r\n"));
        Decoded decoded = new RespDecoder(1024).decode(in);
        in.release();
        assertEquals(
                expected, RoleClaim.of(((Decoded.Complete) decoded).value(), ADDRESSES).toString());
    }
}
