package stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// When, where and with which versions: what someone needs to judge or to repeat a run.
public record Surroundings(Map<String, String> facts) {
    private static final int VERSION_SECONDS = 20;

    /// @param checkout whose commit is told
    public static Surroundings of(Workplace workplace, Path checkout, List<Contender> contenders)
            throws IOException, InterruptedException {
        var facts = new LinkedHashMap<String, String>();
        facts.put("date", OffsetDateTime.now().truncatedTo(ChronoUnit.SECONDS).toString());
        facts.put("commit", commit(workplace, checkout));
        facts.put("processor", processor());
        facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put("memory", memory());
        facts.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("load before", Files.readString(Path.of("/proc/loadavg")).strip());
        facts.put("redis", version(workplace, new Direct()));
        for (var contender : contenders) {
            if (!(contender instanceof Direct)) {
                facts.put(contender.name(), version(workplace, contender));
            }
        }
        return new Surroundings(facts);
    }

    public String text() {
        var text = new StringBuilder();
        facts.forEach((name, fact) -> text.append(name + ": " + fact + "\n"));
        return text.toString();
    }

    private static String processor() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        }
    }

    private static String memory() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/meminfo"))) {
            return lines.filter(line -> line.startsWith("MemTotal:"))
                    .map(line -> (Long.parseLong(line.replaceAll("\\D", "")) >> 20) + " GiB")
                    .findFirst()
                    .orElse("unknown");
        }
    }

    private static String commit(Workplace workplace, Path checkout)
            throws IOException, InterruptedException {
        var git = List.of("git", "-C", checkout.toString());
        var commit = said(workplace, "commit", with(git, "log", "-1", "--format=%h %cs"));
        var changed =
                said(
                        workplace,
                        "changes",
                        with(git, "status", "--porcelain", "-uno", "src", "pom.xml"));
        return commit.orElse("unknown") + (changed.isPresent() ? ", with changes" : "");
    }

    private static List<String> with(List<String> command, String... more) {
        var all = new ArrayList<>(command);
        all.addAll(List.of(more));
        return all;
    }

    private static String version(Workplace workplace, Contender contender)
            throws IOException, InterruptedException {
        return said(workplace, contender.name() + "-version", contender.versionCommand())
                .orElse("unknown");
    }

    /// The first line that a program says, after what its launcher says of a build; empty if it
    /// says nothing or is not there.
    private static Optional<String> said(Workplace workplace, String name, List<String> command)
            throws IOException, InterruptedException {
        Process process;
        try {
            process = workplace.start(name, command);
        } catch (IOException _) {
            return Optional.empty();
        }
        if (!process.waitFor(VERSION_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        workplace.forget(process);
        try (var lines = Files.lines(workplace.log(name))) {
            return lines.filter(line -> !line.isBlank() && !line.startsWith("redoubt: "))
                    .findFirst();
        }
    }
}
