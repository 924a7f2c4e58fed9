package dev.redoubt.command;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Command names to what is known of them. Immutable, so every loop may read it; a look-up compares
/// bytes in place and makes no object.
public final class CommandTable {
    private static final String SNAPSHOT = "commands-7.0.txt";
    private static final int UPPER = 0xDF;

    /// No command has a longer name; one that comes is not worth looking at.
    private static final int NAME_LIMIT = 128;

    private final @Nullable CommandSpec[] slots;
    private final byte[][] names;
    private final int mask;
    private final ShortNames shortNames;

    private final boolean tellsWaitaof;

    private CommandTable(Map<String, CommandSpec> specs, boolean tellsWaitaof) {
        this.tellsWaitaof = tellsWaitaof;
        int capacity = Integer.highestOneBit(Math.max(8, specs.size()) * 4);
        slots = new CommandSpec[capacity];
        names = new byte[capacity][];
        mask = capacity - 1;
        specs.values().forEach(this::insert);
        shortNames = ShortNames.of(specs.values());
    }

    /// A table of these commands alone.
    static CommandTable of(List<CommandSpec> specs) {
        return of(specs, false);
    }

    private static CommandTable of(List<CommandSpec> specs, boolean tellsWaitaof) {
        Map<String, CommandSpec> byName = HashMap.newHashMap(specs.size());
        specs.forEach(spec -> byName.put(spec.name(), spec));
        return new CommandTable(byName, tellsWaitaof);
    }

    /// The table that is packaged: COMMAND of Redis 7.0 and the commands that every Redis has.
    public static CommandTable packaged() {
        return of(packagedSpecs());
    }

    /// The packaged commands, then those that a server told, which win. A server's table never
    /// removes a name: a renamed command is the server's to refuse.
    public static CommandTable learned(List<CommandSpec> told) {
        List<CommandSpec> all = new ArrayList<>(packagedSpecs());
        all.addAll(told);
        return of(all, told.stream().anyMatch(spec -> spec.name().equals("waitaof")));
    }

    /// Whether the server's WAIT covers its own connection's writes alone: so since Redis 7.2,
    /// whose table has WAITAOF (<https://redis.io/docs/latest/commands/wait/>).
    public boolean waitsForOwnWrites() {
        return tellsWaitaof;
    }

    /// Whether the server can be asked what its disks have
    /// (<https://redis.io/docs/latest/commands/waitaof/>).
    public boolean tellsWaitaof() {
        return tellsWaitaof;
    }

    /// What is known of the command named at `start`; never null.
    ///
    /// @param length in bytes; 0 where the name has not come
    public CommandSpec find(ByteBuf in, int start, int length) {
        if (length == 0 || length > NAME_LIMIT) {
            return CommandSpec.UNKNOWN;
        }
        if (length <= ShortNames.MOST && start + ShortNames.MOST <= in.writerIndex()) {
            return shortNames.find(in.getLongLE(start), length);
        }
        int hash = length;
        for (int i = 0; i < length; i++) {
            hash = hash * 31 + (in.getByte(start + i) & UPPER);
        }
        int slot = spread(hash) & mask;
        CommandSpec spec;
        while ((spec = slots[slot]) != null) {
            if (matches(names[slot], in, start, length)) {
                return spec;
            }
            slot = slot + 1 & mask;
        }
        return CommandSpec.UNKNOWN;
    }

    private void insert(CommandSpec spec) {
        byte[] name = spec.name().getBytes(StandardCharsets.UTF_8);
        int hash = name.length;
        for (byte next : name) {
            hash = hash * 31 + (next & UPPER);
        }
        int slot = spread(hash) & mask;
        while (slots[slot] != null) {
            slot = slot + 1 & mask;
        }
        slots[slot] = spec;
        names[slot] = name;
    }

    private static int spread(int hash) {
        return hash ^ hash >>> 15;
    }

    private static boolean matches(byte[] name, ByteBuf in, int start, int length) {
        if (name.length != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            byte actual = in.getByte(start + i);
            if (actual != name[i] && (actual < 'A' || actual > 'Z' || actual + 32 != name[i])) {
                return false;
            }
        }
        return true;
    }

    private static List<CommandSpec> packagedSpecs() {
        List<CommandSpec> specs = new ArrayList<>();
        // Not every supported server lists it, and the packaged one does not.
        specs.add(CommandSpec.of("waitaof", -4, Set.of("blocking")));
        // The proxy's own: only a Sentinel lists it.
        specs.add(CommandSpec.of("sentinel", -2, Set.of("admin")));
        // No commands, but Redis knows these words and closes the connection.
        specs.add(CommandSpec.of("post", -1, Set.of()));
        specs.add(CommandSpec.of("host:", -1, Set.of()));
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                CommandTable.class.getResourceAsStream(SNAPSHOT),
                                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    String[] fields = line.split(" ", -1);
                    specs.add(spec(fields));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return specs;
    }

    private static CommandSpec spec(String[] fields) {
        Set<String> flags = Set.of(fields[2].split(",", -1));
        List<KeySpec> keys =
                CommandReply.keys(
                        flags,
                        Integer.parseInt(fields[3]),
                        Integer.parseInt(fields[4]),
                        Integer.parseInt(fields[5]));
        return CommandSpec.of(
                        fields[0].toLowerCase(Locale.ROOT), Integer.parseInt(fields[1]), flags)
                .with(Set.of(), keys, Map.of());
    }
}
