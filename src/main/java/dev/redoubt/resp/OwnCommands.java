package dev.redoubt.resp;

import io.netty.buffer.ByteBuf;

import java.util.Locale;

/// How Redoubt spells the commands that it gives of its own accord: `pING`, `rOLE`. Servers take a
/// name in any case, and no client writes it so: whoever reads MONITOR or SLOWLOG can tell what no
/// client asked for.
public final class OwnCommands {
    private static final byte[] BEFORE_NAME = {']', ' ', '"'};

    private OwnCommands() {}

    /// A command's name as Redoubt spells it.
    public static String spelled(String name) {
        return name.substring(0, 1).toLowerCase(Locale.ROOT)
                + name.substring(1).toUpperCase(Locale.ROOT);
    }

    /// Whether a line of MONITOR tells of such a command: `+<time> [<database> <address>] "<name>"
    /// …` (<https://redis.io/docs/latest/commands/monitor/>).
    public static boolean areMonitored(ByteBuf in, int from, int to) {
        // Two letters of the name must be there.
        int last = to - BEFORE_NAME.length - 2;
        for (int i = from; i <= last; i++) {
            if (in.getByte(i) == BEFORE_NAME[0]
                    && in.getByte(i + 1) == BEFORE_NAME[1]
                    && in.getByte(i + 2) == BEFORE_NAME[2]) {
                return isSmall(in.getByte(i + 3)) && isLarge(in.getByte(i + 4));
            }
        }
        return false;
    }

    private static boolean isSmall(byte letter) {
        return letter >= 'a' && letter <= 'z';
    }

    private static boolean isLarge(byte letter) {
        return letter >= 'A' && letter <= 'Z';
    }
}
