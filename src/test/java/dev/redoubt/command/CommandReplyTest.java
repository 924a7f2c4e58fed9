package dev.redoubt.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.resp.RespValue;
import dev.redoubt.resp.RespValue.ArrayReply;
import dev.redoubt.resp.RespValue.BulkString;
import dev.redoubt.resp.RespValue.ErrorReply;
import dev.redoubt.resp.RespValue.IntegerReply;
import dev.redoubt.resp.RespValue.NullReply;
import dev.redoubt.resp.RespValue.SimpleString;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

final class CommandReplyTest {
    private static final RespValue FLAGS = array(new SimpleString("write"), BulkString.of("fast"));

    static Stream<Arguments> replies() {
        CommandSpec set = CommandSpec.of("set", -3, Set.of("write", "fast"));
        RespValue entry = array(BulkString.of("SET"), new IntegerReply(-3), FLAGS);
        RespValue more =
                array(BulkString.of("set"), new IntegerReply(-3), FLAGS, new IntegerReply(1));
        return Stream.of(
                Arguments.of(array(entry), List.of(set)),
                Arguments.of(array(more, entry), List.of(set, set)),
                Arguments.of(array(), List.of()),
                Arguments.of(new ErrorReply("NOPERM"), List.of()),
                Arguments.of(new NullReply(), List.of()),
                Arguments.of(
                        array(
                                new NullReply(),
                                array(),
                                array(BulkString.of("get"), new IntegerReply(2)),
                                array(BulkString.of("get"), BulkString.of("2"), FLAGS),
                                array(BulkString.of(""), new IntegerReply(2), FLAGS),
                                array(new NullReply(), new IntegerReply(2), FLAGS),
                                entry),
                        List.of(set)),
                Arguments.of(
                        array(array(BulkString.of("get"), new IntegerReply(2), new NullReply())),
                        List.of(CommandSpec.of("get", 2, Set.of()))));
    }

    private static RespValue array(RespValue... elements) {
        return new ArrayReply(List.of(elements));
    }

    @ParameterizedTest
    @MethodSource("replies")
    void specs(RespValue reply, List<CommandSpec> expected) {
        assertEquals(expected, CommandReply.read(reply));
    }
}
