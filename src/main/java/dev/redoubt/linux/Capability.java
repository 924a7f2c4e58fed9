package dev.redoubt.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// A right of a process that root has, and that others can be given (capabilities(7)).
public enum Capability {
    /// To add and remove addresses and interfaces.
    CAP_NET_ADMIN(12),
    /// To open raw and packet sockets.
    CAP_NET_RAW(13);

    private final int bit;

    Capability(int bit) {
        this.bit = bit;
    }

    /// Those that virtual addresses need and this process does not have.
    public static Set<Capability> missing() throws IOException {
        return missing(Files.readAllLines(Path.of("/proc/self/status")));
    }

    /// Ends the start where one is missing.
    ///
    /// @throws IOException names those that are
    public static void require() throws IOException {
        Set<Capability> missing = missing();
        if (!missing.isEmpty()) {
            throw new IOException(
                    "missing capability: %s (expected: AmbientCapabilities=%s in the unit, or root)"
                            .formatted(
                                    join(missing, ", "),
                                    join(EnumSet.allOf(Capability.class), " ")));
        }
    }

    private static String join(Set<Capability> capabilities, String separator) {
        return capabilities.stream().map(Capability::name).collect(Collectors.joining(separator));
    }

    static Set<Capability> missing(List<String> status) throws IOException {
        for (String line : status) {
            if (line.startsWith("CapEff:")) {
                long effective =
                        Long.parseUnsignedLong(line.substring("CapEff:".length()).strip(), 16);
                return Arrays.stream(values())
                        .filter(each -> ((effective >>> each.bit) & 1) == 0)
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Capability.class)));
            }
        }
        throw new IOException("/proc/self/status: no CapEff (expected: Linux with procfs)");
    }
}
