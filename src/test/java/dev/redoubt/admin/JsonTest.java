package dev.redoubt.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

final class JsonTest {
    @Test
    void everyKindIsWritten() {
        Map<String, Json> members = new LinkedHashMap<>();
        members.put("text", new Json.Text("a"));
        members.put("whole", new Json.Whole(Long.MIN_VALUE));
        members.put("truths", new Json.Items(List.of(new Json.Truth(true), new Json.Truth(false))));
        members.put("nothing", new Json.Nothing());
        members.put("empty", new Json.Items(List.of()));
        members.put("none", new Json.Members(Map.of()));
        assertEquals(
                "{\"text\":\"a\",\"whole\":-9223372036854775808,\"truths\":[true,false],"
                        + "\"nothing\":null,\"empty\":[],\"none\":{}}",
                new Json.Members(members).written());
    }

    @Test
    void whatMustBeEscapedIs() {
        assertEquals(
                "\"q\\\" b\\\\ n\\n r\\r t\\t z\\u0000 u\\u001f /\u007f\"",
                new Json.Text("q\" b\\ n\n r\r t\t z\0 u\u001f /\u007f").written());
    }

    @Test
    void namesAreEscapedToo() {
        assertEquals(
                "{\"a\\\"b\":1}", new Json.Members(Map.of("a\"b", new Json.Whole(1))).written());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "\"\\/\b\f\n\r\t",
                "\0\u0001\u001f\u007f\u0080",
                "ünï\u2028\u2029",
                "pair \ud83d\ude00",
                "half \ud83d",
                "\ude00 other half",
                "\ude00\ud83d"
            })
    void anyTextComesBackFromUtf8(String text) {
        byte[] sent = new Json.Text(text).written().getBytes(StandardCharsets.UTF_8);
        assertEquals(text, StrictJson.read(new String(sent, StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[1,]",
                "[,1]",
                "{\"a\":1,}",
                "{\"a\":1,\"a\":2}",
                "\"\n\"",
                "01",
                "1 2",
                "\"\\x\"",
                "nul",
                "{a:1}"
            })
    void theReaderOfTheseTestsIsStrict(String text) {
        assertThrows(IllegalArgumentException.class, () -> StrictJson.read(text));
    }
}
