package dev.redoubt.session;

import dev.redoubt.command.CommandSpec;
import dev.redoubt.command.Handling;
import dev.redoubt.resp.RequestScanner;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// A channel on which servers or nodes talk to each other. They believe what is said there, whoever
/// says it: no client has a PUBLISH to one passed on.
enum ReservedChannel {
    /// One message can move all Sentinels to another primary.
    SENTINEL_HELLO("__sentinel__:hello", "the Sentinels would take it for the word of one of them"),

    /// One message can make all nodes hold commands for a while.
    PEERS("__redoubt__:peers", "the nodes of Redoubt would take it for the word of one of them");

    private static final ReservedChannel[] ALL = values();

    private final String announced;
    private final String channel;
    private final String refusal;

    ReservedChannel(String channel, String why) {
        this.channel = channel;
        announced = "$" + channel.length() + "\r";
        refusal = "-ERR redoubt: PUBLISH to " + channel + " is not passed on: " + why;
    }

    /// The reply to a PUBLISH there.
    String refusal() {
        return refusal;
    }

    /// Whether the PUBLISH that the scanner found goes to one. Makes no object.
    static boolean isIn(ByteBuf in, RequestScanner scanner) {
        return of(in, scanner) != null;
    }

    /// To which one the PUBLISH goes that the scanner found; null for all other channels.
    static @Nullable ReservedChannel of(ByteBuf in, RequestScanner scanner) {
        return scanner.argumentCount() == 3 ? next(in, scanner) : null;
    }

    /// The same of a PUBLISH that the input's scanner has begun.
    static @Nullable ReservedChannel begunIn(ClientInput input) {
        RequestScanner scanner = input.scanner();
        return scanner.argumentsCome() >= 2 ? next(input.buffer(), scanner) : null;
    }

    private static @Nullable ReservedChannel next(ByteBuf in, RequestScanner scanner) {
        int line = scanner.nameStart() + scanner.nameLength() + 2;
        for (ReservedChannel each : ALL) {
            if (each.isAt(in, line)) {
                return each;
            }
        }
        return null;
    }

    /// A length has one spelling, or the scanner would not have read it; of the two bytes that end
    /// a line the second may be any.
    private boolean isAt(ByteBuf in, int line) {
        return holds(in, line, announced) && holds(in, line + announced.length() + 1, channel);
    }

    private static boolean holds(ByteBuf in, int start, String expected) {
        for (int i = 0; i < expected.length(); i++) {
            if (in.getByte(start + i) != expected.charAt(i)) {
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
