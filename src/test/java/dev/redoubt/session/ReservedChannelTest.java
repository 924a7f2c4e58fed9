package dev.redoubt.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.command.CommandSpec;
import dev.redoubt.peer.PeerChannel;
import dev.redoubt.resp.RequestScanner;
import dev.redoubt.resp.Wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.Set;

final class ReservedChannelTest {
    private static final String CHANNEL = "__sentinel__:hello";

    private static boolean isHello(String bytes) {
        // Nothing is behind the request that could be read by mistake.
        ByteBuf in = Wire.of(bytes);
        RequestScanner scanner = new RequestScanner(1000);
        scanner.begin(0);
        assertEquals(RequestScanner.Result.COMPLETE, scanner.scan(in));
        return ReservedChannel.isIn(in, scanner);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUBLISH", "publish", "PubLish"})
    void aHello(String name) {
        assertTrue(isHello(Wire.request(name, CHANNEL, "")));
        assertTrue(isHello(Wire.request(name, CHANNEL, "10.0.0.1,26379,…")));
    }

    @ParameterizedTest
    @EnumSource
    void eachIsToldFromTheOthers(ReservedChannel channel) {
        String name = channel == ReservedChannel.PEERS ? PeerChannel.NAME : CHANNEL;
        ByteBuf in = Wire.of(Wire.request("PUBLISH", name, "x"));
        RequestScanner scanner = new RequestScanner(1000);
        scanner.begin(0);
        scanner.scan(in);
        assertEquals(channel, ReservedChannel.of(in, scanner));
        assertTrue(channel.refusal().startsWith("-ERR redoubt: PUBLISH to " + name + " is not "));
    }

    @Test
    void whateverFollowsTheReturns() {
        assertTrue(isHello(Wire.request("PUBLISH", CHANNEL, "x").replace('\n', '?')));
    }

    @Test
    void behindOtherRequests() {
        ByteBuf in =
                Wire.of(
                        Wire.request("GET", CHANNEL)
                                + Wire.request("PUBLISH", "news", CHANNEL)
                                + Wire.request("PUBLISH", CHANNEL, "x"));
        RequestScanner scanner = new RequestScanner(1000);
        scanner.begin(0);
        boolean[] found = new boolean[3];
        for (int i = 0; i < found.length; i++) {
            scanner.scan(in);
            found[i] = ReservedChannel.isIn(in, scanner);
            scanner.next();
        }
        assertEquals("[false, false, true]", Arrays.toString(found));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "__sentinel__:hell",
                "__sentinel__:hell0",
                "__Sentinel__:hello",
                "__sentinel__:hello ",
                "xxxxxxxxxxxxxxxxxx"
            })
    void anotherChannel(String channel) {
        assertFalse(isHello(Wire.request("PUBLISH", channel, "")));
        assertFalse(isHello(Wire.request("PUBLISH", channel, "x".repeat(100))));
    }

    @Test
    void anotherNumberOfArguments() {
        assertFalse(isHello(Wire.request("PUBLISH")));
        assertFalse(isHello(Wire.request("PUBLISH", CHANNEL)));
        assertFalse(isHello(Wire.request("PUBLISH", CHANNEL, "x", "y")));
    }

    @Test
    void oneThatIsStillComing() {
        String begun = "*3\r\n$7\r\nPUBLISH\r\n$18\r\n" + CHANNEL + "\r\n$900\r\nx";
        assertTrue(hasBegun(begun));
        assertFalse(hasBegun(begun.replace(CHANNEL, "__sentinel__:hell0")));
        assertFalse(hasBegun("*3\r\n$7\r\nPUBLISH\r\n$18\r\n" + CHANNEL));
        assertFalse(hasBegun("*3\r\n$7\r\nPUBLISH\r\n$900\r\n" + CHANNEL));
        assertFalse(hasBegun("*3\r\n$7\r\nPUB"));
    }

    private static boolean hasBegun(String bytes) {
        ClientInput input = new ClientInput(1000);
        input.add(Wire.of(bytes), UnpooledByteBufAllocator.DEFAULT);
        try {
            assertEquals(RequestScanner.Result.INCOMPLETE, input.scanner().scan(input.buffer()));
            return ReservedChannel.begunIn(input) != null;
        } finally {
            input.release();
        }
    }

    @Test
    void emptiedOnlyItsNameIsLeft() {
        ClientInput input = new ClientInput(1000);
        String behind = Wire.request("PING");
        input.add(
                Wire.of(Wire.request("PUBLISH", CHANNEL, "x") + behind),
                UnpooledByteBufAllocator.DEFAULT);
        input.scanner().scan(input.buffer());

        CommandSpec publish = CommandSpec.of("publish", 3, Set.of());
        ReservedChannel.translate(input, publish);

        RequestScanner scanner = input.scanner();
        assertEquals(
                Wire.request("PUBLISH"), Wire.text(input.buffer(), scanner.start(), scanner.end()));
        assertEquals(
                behind, Wire.text(input.buffer(), scanner.end(), input.buffer().writerIndex()));

        // Nothing is left to change.
        ReservedChannel.translate(input, publish);
        assertEquals(
                Wire.request("PUBLISH") + behind,
                Wire.text(input.buffer(), scanner.start(), input.buffer().writerIndex()));
        input.release();
    }
}
