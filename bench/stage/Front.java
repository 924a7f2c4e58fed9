package stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/// A started contender: the port that clients connect to, and its process (none for direct Redis).
public record Front(Contender contender, int port, OptionalLong pid) {

    public String name() {
        return contender.name();
    }

    public long cpuNanos() {
        return pid.isPresent() ? CpuClock.nanos(pid.getAsLong()) : 0;
    }

    /// Resident memory now; empty where there is no process or it has ended.
    public OptionalLong residentBytes() {
        if (pid.isEmpty()) {
            return OptionalLong.empty();
        }
        try (var lines = Files.lines(Path.of("/proc/" + pid.getAsLong() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst();
        } catch (IOException _) {
            return OptionalLong.empty();
        }
    }
}
