package dev.redoubt.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;

class TextReplyTest {
    private static byte[] bytes(String text) {
        return text.replace("|", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String changed(String reply) {
        byte[] changed = TextReply.changed(bytes(reply), text -> text.replace("a", "\u00ffoo"));
        return new String(changed, StandardCharsets.ISO_8859_1).replace("\r\n", "|");
    }

    @ParameterizedTest
    @CsvSource({
        "$3|xay|, $5|x\u00ffooy|",
        "=7|txt:xay|, =9|txt:x\u00ffooy|",
        "$0||, $0||",
        "$-1|, $-1|",
        "-ERR a|, -ERR a|",
        "+a|, +a|",
        ":1|, :1|"
    })
    void onlyTextsAreChanged(String reply, String expected) {
        assertEquals(expected, changed(reply));
    }

    @Test
    void anEmptyTextMayBecomeOne() {
        assertEquals(
                "$1\r\nx\r\n",
                new String(
                        TextReply.changed(bytes("$0||"), _ -> "x"), StandardCharsets.ISO_8859_1));
    }

    @Test
    void aTextIsReadWhole() {
        assertEquals("a\r\nb", TextReply.text(bytes("$4|a|b|")));
        assertEquals("a|b".replace("|", "\r\n"), TextReply.text(bytes("=8|txt:a|b|")));
        assertEquals("", TextReply.text(bytes("+OK|")));
        assertTrue(TextReply.isError(bytes("-NOPERM x|")));
        assertTrue(TextReply.isError(new byte[0]));
        assertFalse(TextReply.isError(bytes("$1|-|")));
    }

    @Test
    void theNumberOfClientsIsAnother() {
        String info = "# Clients|connected_clients:12|cluster_connections:0|".replace("|", "\r\n");
        assertEquals(info.replace(":12", ":9"), InfoClients.rewritten(info, -3));
        assertEquals(info.replace(":12", ":112"), InfoClients.rewritten(info, 100));
        assertEquals(info.replace(":12", ":1"), InfoClients.rewritten(info, -20));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# Server\r\nredis_version:7\r\n", "not_connected_clients:3\r\n"})
    void infoWithoutItStays(String info) {
        assertEquals(info, InfoClients.rewritten(info, 5));
    }

    private static InetSocketAddress socket(String literal, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
    }

    @Test
    void addressesAreSpelledAsRedisDoes() {
        assertEquals("127.0.0.1:80", ClientAddress.text(socket("127.0.0.1", 80)));
        assertEquals("[::1]:80", ClientAddress.text(socket("::1", 80)));
        assertEquals("[2001:db8::5]:80", ClientAddress.text(socket("2001:db8:0:0:0:0:0:5", 80)));
        assertEquals("127.0.0.1:80", ClientAddress.text(socket("::ffff:127.0.0.1", 80)));
        assertEquals(
                "/run/s.sock:0", ClientAddress.text(UnixDomainSocketAddress.of("/run/s.sock")));
        assertEquals("?:0", ClientAddress.text(null));
    }
}
