package dev.redoubt.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.resp.Wire;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfirmationTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "'*3|$9|subscribe|$1|a|:1|', a",
                "'>3|$10|psubscribe|$2|a*|:1|', a*",
                "'*3|$9|subscribe|$0||:1|', ''",
                "'*3|$12|punsubscribe|$-1|:0|', null",
                "'>3|$11|unsubscribe|_|:0|', null",
                "'*3|$9|subscribe|$5|a|', null",
                "'*3|$9|subscribe|', null",
                "'*3|', null",
                "'', null"
            })
    void name(String lines, @Nullable String expected) {
        ByteBuf reply = Wire.of(lines.replace("|", "\r\n"));
        assertEquals(expected, Confirmation.name(reply, 0, reply.writerIndex()));
        Confirmation gathered = new Confirmation();
        for (int i = 0; i < reply.writerIndex(); i++) {
            gathered.add(reply, i, i + 1);
        }
        assertEquals(expected, gathered.name());
    }
}
