package dev.redoubt.command;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Collection;

/// The commands with names of up to eight bytes, looked up by the name as one number, its first
/// byte lowest. Letters of either case are the same. Immutable.
final class ShortNames {
    /// The longest name, in bytes.
    static final int MOST = Long.BYTES;

    /// Takes the case of each letter away, and more: see [#find].
    private static final long FOLD = 0xDFDF_DFDF_DFDF_DFDFL;

    private static final int CASE = 0x20;

    private final @Nullable CommandSpec[] slots;
    private final long[] names;
    private final long[] letters;
    private final int[] lengths;
    private final int mask;

    private ShortNames(int commands) {
        int capacity = Integer.highestOneBit(Math.max(8, commands)) * 4;
        slots = new CommandSpec[capacity];
        names = new long[capacity];
        letters = new long[capacity];
        lengths = new int[capacity];
        mask = capacity - 1;
    }

    static ShortNames of(Collection<CommandSpec> specs) {
        ShortNames table = new ShortNames(specs.size());
        for (CommandSpec spec : specs) {
            byte[] name = spec.name().getBytes(StandardCharsets.UTF_8);
            if (name.length <= MOST) {
                table.insert(spec, name);
            }
        }
        return table;
    }

    private void insert(CommandSpec spec, byte[] name) {
        long word = 0;
        long cases = 0;
        for (int i = 0; i < name.length; i++) {
            word |= (name[i] & 0xFFL) << (8 * i);
            boolean letter = name[i] >= 'a' && name[i] <= 'z';
            cases |= letter ? (long) CASE << (8 * i) : 0;
        }
        int slot = slot(word);
        while (slots[slot] != null) {
            slot = slot + 1 & mask;
        }
        slots[slot] = spec;
        names[slot] = word;
        letters[slot] = cases;
        lengths[slot] = name.length;
    }

    /// The command, or [CommandSpec#UNKNOWN].
    ///
    /// @param bytes the name, and whatever stands behind it
    /// @param length of the name, in bytes
    CommandSpec find(long bytes, int length) {
        // A shift by 64 is one by 0.
        long word = length == MOST ? bytes : bytes & ((1L << (8 * length)) - 1);
        int slot = slot(word);
        CommandSpec spec;
        while ((spec = slots[slot]) != null) {
            // Only letters may differ, and only by their case.
            if (((names[slot] ^ word) & ~letters[slot]) == 0 && lengths[slot] == length) {
                return spec;
            }
            slot = slot + 1 & mask;
        }
        return CommandSpec.UNKNOWN;
    }

    private int slot(long word) {
        long mixed = (word & FOLD) * 0x9E37_79B9_7F4A_7C15L;
        return (int) (mixed >>> 40) & mask;
    }
}
