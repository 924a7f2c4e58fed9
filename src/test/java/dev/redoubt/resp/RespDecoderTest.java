package dev.redoubt.resp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.redoubt.resp.RespValue.ArrayReply;
import dev.redoubt.resp.RespValue.BigNumber;
import dev.redoubt.resp.RespValue.BooleanReply;
import dev.redoubt.resp.RespValue.BulkString;
import dev.redoubt.resp.RespValue.DoubleReply;
import dev.redoubt.resp.RespValue.ErrorReply;
import dev.redoubt.resp.RespValue.IntegerReply;
import dev.redoubt.resp.RespValue.MapReply;
import dev.redoubt.resp.RespValue.NullReply;
import dev.redoubt.resp.RespValue.Push;
import dev.redoubt.resp.RespValue.SetReply;
import dev.redoubt.resp.RespValue.SimpleString;
import dev.redoubt.resp.RespValue.Verbatim;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class RespDecoderTest {
    private static final RespDecoder DECODER = new RespDecoder(4096);

    static Stream<Arguments> values() {
        return Stream.of(
                value("+OK\r\n", new SimpleString("OK")),
                value("+\r\n", new SimpleString("")),
                value("-ERR no\r\n", new ErrorReply("ERR no")),
                value("!6\r\nERR\r\nx\r\n", new ErrorReply("ERR\r\nx")),
                value(":-42\r\n", new IntegerReply(-42)),
                value(":9223372036854775807\r\n", new IntegerReply(Long.MAX_VALUE)),
                value("$5\r\na\r\nbc\r\n", BulkString.of("a\r\nbc")),
                value("$0\r\n\r\n", BulkString.of("")),
                value("$3\r\n\u20ac\r\n", BulkString.of("\u20ac")),
                value("$-1\r\n", new NullReply()),
                value("*-1\r\n", new NullReply()),
                value("_\r\n", new NullReply()),
                value("*0\r\n", new ArrayReply(List.of())),
                value(
                        "*2\r\n*1\r\n:1\r\n$1\r\nx\r\n",
                        new ArrayReply(
                                List.of(
                                        new ArrayReply(List.of(new IntegerReply(1))),
                                        BulkString.of("x")))),
                value(
                        "%1\r\n+a\r\n:1\r\n",
                        new MapReply(
                                List.of(
                                        new MapReply.Entry(
                                                new SimpleString("a"), new IntegerReply(1))))),
                value("~1\r\n#t\r\n", new SetReply(List.of(new BooleanReply(true)))),
                value("#f\r\n", new BooleanReply(false)),
                value(",3.25\r\n", new DoubleReply(3.25)),
                value(",1e3\r\n", new DoubleReply(1000)),
                value(",-inf\r\n", new DoubleReply(Double.NEGATIVE_INFINITY)),
                value(",nan\r\n", new DoubleReply(Double.NaN)),
                value(
                        "(3492890328409238509324850943850943825024385\r\n",
                        new BigNumber(
                                new BigInteger("3492890328409238509324850943850943825024385"))),
                value("=8\r\ntxt:Some\r\n", new Verbatim("txt", "Some")),
                value(">1\r\n+message\r\n", new Push(List.of(new SimpleString("message")))),
                value("|1\r\n+ttl\r\n:3\r\n+OK\r\n", new SimpleString("OK")));
    }

    private static Arguments value(String wire, RespValue expected) {
        return Arguments.of(wire, expected);
    }

    /// Each value, cut at each byte: incomplete before its end, and whole at it, with what follows
    /// left alone.
    @ParameterizedTest
    @MethodSource("values")
    void everySplitPoint(String wire, RespValue expected) {
        byte[] bytes = wire.getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut < bytes.length; cut++) {
            ByteBuf in = Unpooled.buffer().writeBytes(bytes, 0, cut);
            assertInstanceOf(Decoded.Incomplete.class, DECODER.decode(in), wire + " cut " + cut);
            assertEquals(0, in.readerIndex());
            in.writeBytes(bytes, cut, bytes.length - cut).writeByte('+');
            assertEquals(new Decoded.Complete(expected), DECODER.decode(in));
            assertEquals(1, in.readableBytes());
        }
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of("?\r\n", 0),
                Arguments.of("+a\nb\r\n", 2),
                Arguments.of("+a\rb\r\n", 3),
                Arguments.of(":1x\r\n", 5),
                Arguments.of(":\r\n", 3),
                Arguments.of(":9223372036854775808\r\n", 22),
                Arguments.of("$-2\r\n", 5),
                Arguments.of("$4097\r\n", 7),
                Arguments.of("$?\r\n", 4),
                Arguments.of("$1\r\nabc", 5),
                Arguments.of("!-1\r\n", 5),
                Arguments.of("%-1\r\n", 5),
                Arguments.of("*2000\r\n", 7),
                Arguments.of("%1000\r\n", 7),
                Arguments.of(",0x1p3\r\n", 8),
                Arguments.of("#x\r\n", 4),
                Arguments.of("_x\r\n", 4),
                Arguments.of("(1.5\r\n", 6),
                Arguments.of("=3\r\ntxt\r\n", 9),
                Arguments.of("*1\r\n>1\r\n:1\r\n", 4),
                Arguments.of("*1\r\n".repeat(33), 132));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void saysWhereARuleWasBroken(String wire, long offset) {
        ByteBuf in = Unpooled.copiedBuffer(wire, StandardCharsets.UTF_8);
        Decoded.Malformed found =
                assertInstanceOf(Decoded.Malformed.class, DECODER.decode(in), wire);
        assertEquals(offset, found.error().offset(), found.error().toString());
        assertEquals(0, in.readerIndex());
    }

    @ParameterizedTest
    @ValueSource(strings = {"*3\r\n", "*1\r\n*3\r\n"})
    void anEndlessValueIsRefusedAtTheLimit(String start) {
        ByteBuf in = Unpooled.copiedBuffer(start, StandardCharsets.UTF_8);
        in.writeBytes("$2050\r\n".getBytes(StandardCharsets.UTF_8)).writeBytes(new byte[2050]);
        in.writeBytes("\r\n$2050\r\n".getBytes(StandardCharsets.UTF_8));
        assertInstanceOf(Decoded.Incomplete.class, DECODER.decode(in));
        in.writeBytes(new byte[2040]);
        assertInstanceOf(Decoded.Malformed.class, DECODER.decode(in));
    }

    @Test
    void fieldsOfBothProtocols() {
        RespValue flat = decode("*4\r\n$4\r\nname\r\n$1\r\nm\r\n$5\r\nepoch\r\n:7\r\n");
        RespValue map = decode("%2\r\n$4\r\nname\r\n$1\r\nm\r\n$5\r\nepoch\r\n:7\r\n");
        assertEquals(Map.of("name", "m", "epoch", "7"), flat.fields());
        assertEquals(flat.fields(), map.fields());
        assertEquals("WRONGPASS", new ErrorReply("WRONGPASS invalid").code());
    }

    @Test
    void aCommandIsAnArrayOfBulkStrings() {
        ByteBuf out = Unpooled.buffer();
        RespEncoder.command(out, "AUTH", "\u20ac");
        assertEquals("*2\r\n$4\r\nAUTH\r\n$3\r\n\u20ac\r\n", out.toString(StandardCharsets.UTF_8));
        assertEquals(
                List.of(BulkString.of("AUTH"), BulkString.of("\u20ac")),
                assertInstanceOf(Decoded.Complete.class, DECODER.decode(out)).value().elements());
    }

    private static RespValue decode(String wire) {
        ByteBuf in = Unpooled.copiedBuffer(wire, StandardCharsets.UTF_8);
        return assertInstanceOf(Decoded.Complete.class, DECODER.decode(in)).value();
    }
}
