package dev.redoubt.session;

import dev.redoubt.command.CommandSpec;
import dev.redoubt.command.Handling;
import dev.redoubt.resp.RequestScanner;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// A PUBLISH to the channel on which Sentinels say hello to each other. They believe it whoever
/// sends it, and one message can move all of them to another primary: no client has it passed on.
final class SentinelHello {
    private static final byte[] ANNOUNCED = "$18\r".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CHANNEL = "__sentinel__:hello".getBytes(StandardCharsets.US_ASCII);

    private SentinelHello() {}

    /// Whether the PUBLISH that the scanner found is one. Makes no object.
    static boolean isIn(ByteBuf in, RequestScanner scanner) {
        return scanner.argumentCount() == 3 && isChannelNext(in, scanner);
    }

    /// The same of a PUBLISH that the input's scanner has begun.
    static boolean hasBegun(ClientInput input) {
        RequestScanner scanner = input.scanner();
        return scanner.argumentsCome() >= 2 && isChannelNext(input.buffer(), scanner);
    }

    /// A length has one spelling, or the scanner would not have read it; of the two bytes that end
    /// a line the second may be any.
    private static boolean isChannelNext(ByteBuf in, RequestScanner scanner) {
        int line = scanner.nameStart() + scanner.nameLength() + 2;
        return holds(in, line, ANNOUNCED) && holds(in, line + ANNOUNCED.length + 1, CHANNEL);
    }

    private static boolean holds(ByteBuf in, int start, byte[] expected) {
        for (int i = 0; i < expected.length; i++) {
            if (in.getByte(start + i) != expected[i]) {
                return false;
            }
        }
        return true;
    }

    /// Makes of one that is about to be sent, since only the server knows whether its client waits
    /// for a reply, a PUBLISH without arguments, which the server refuses. The scanner stands on
    /// the request before and after.
    static void translate(ClientInput input, CommandSpec spec) {
        if (spec.handling() == Handling.PUBLISH && isIn(input.buffer(), input.scanner())) {
            input.replace(
                    List.of("PUBLISH".getBytes(StandardCharsets.US_ASCII)),
                    ByteBufAllocator.DEFAULT);
            input.scanner().scan(input.buffer());
        }
    }
}
