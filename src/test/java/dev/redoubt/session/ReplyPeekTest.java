package dev.redoubt.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.resp.Wire;
import dev.redoubt.session.ConnectionMachine.Answer;

import io.netty.buffer.ByteBuf;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReplyPeekTest {
    @ParameterizedTest
    @CsvSource({
        "'+OK|', OK, '', 0",
        "'+QUEUED|', QUEUED, '', 0",
        "'-ERR no|', ERROR, '', 0",
        "'-QUEUED|', ERROR, '', 0",
        "':12|', OK, '', 12",
        "'$6|+QUEUE|', OK, '', 0",
        "'$-1|', OK, '', 0",
        "'*0|', OK, '', 0",
        "'*-1|', OK, '', 0",
        "'*1|:5|', OK, '', 5",
        "'*3|$9|subscribe|$1|a|:1|', OK, subscribe, 1",
        "'>3|$9|subscribe|$1|a|:1234567|', OK, subscribe, 1234567",
        "'>3|$12|punsubscribe|$-1|:0|', OK, punsubscribe, 0",
        "'*3|$12|sunsubscribe|$40|1234567890123456789012345678901234567890|:3|', OK, sunsubscribe,"
                + " 3",
        "'>3|$7|message|$1|a|$2|:7|', OK, message, 7",
        "'*2|$4|pong|$0||', OK, pong, 0",
        "'~3|$9|subscribe|$1|a|:1|', OK, '', 1",
        "'*3|$5|:9999|:99999999999999999999|', OK, :9999, 0"
    })
    void however(String lines, Answer answer, String kind, int total) {
        String reply = lines.replace("|", "\r\n");
        ByteBuf in = Wire.of("garbage" + reply);
        ReplyPeek peek = new ReplyPeek();
        for (int first = 7; first <= in.writerIndex(); first++) {
            for (int second = first; second <= in.writerIndex(); second++) {
                assertTrue(peek.isEmpty());
                peek.add(in, 7, first);
                peek.add(in, first, second);
                peek.add(in, second, in.writerIndex());
                assertFalse(peek.isEmpty());
                assertEquals(answer, peek.answer());
                assertEquals(kind, peek.kind());
                assertEquals(total, peek.total());
                peek.clear();
            }
        }
        in.release();
    }

    @Test
    void keepsTheEndsOfALongReply() {
        ByteBuf in = Wire.of("*3\r\n$7\r\nmessage\r\n$900\r\n" + "x".repeat(900) + "\r\n:42\r\n");
        ReplyPeek peek = new ReplyPeek();
        for (int i = 0; i < in.writerIndex(); i++) {
            peek.add(in, i, i + 1);
        }
        assertEquals("message", peek.kind());
        assertEquals(42, peek.total());
        in.release();
    }
}
