package dev.redoubt.resp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

import java.nio.charset.StandardCharsets;

/// Writes commands as servers read them: an array of bulk strings.
public final class RespEncoder {
    private RespEncoder() {}

    /// Appends one command to `out`; each part is written as UTF-8.
    public static void command(ByteBuf out, String... parts) {
        header(out, '*', parts.length);
        for (String part : parts) {
            bulk(out, part.getBytes(StandardCharsets.UTF_8));
        }
    }

    /// Appends one command to `out` that no client asked for ([OwnCommands]).
    public static void ownCommand(ByteBuf out, String... parts) {
        String[] spelled = parts.clone();
        spelled[0] = OwnCommands.spelled(parts[0]);
        command(out, spelled);
    }

    /// Appends one command to `out`.
    public static void command(ByteBuf out, byte[]... parts) {
        header(out, '*', parts.length);
        for (byte[] part : parts) {
            bulk(out, part);
        }
    }

    private static void bulk(ByteBuf out, byte[] content) {
        header(out, '$', content.length);
        out.writeBytes(content);
        crlf(out);
    }

    private static void header(ByteBuf out, char type, int count) {
        out.writeByte(type);
        ByteBufUtil.writeAscii(out, Integer.toString(count));
        crlf(out);
    }

    private static void crlf(ByteBuf out) {
        out.writeByte('\r').writeByte('\n');
    }
}
