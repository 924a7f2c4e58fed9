package quick;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// When, where and with which versions: what someone needs to judge or to repeat a run.
record Surroundings(Map<String, String> facts) {
    private static final int VERSION_SECONDS = 20;

    static Surroundings of(Workplace workplace, List<Contender> contenders)
            throws IOException, InterruptedException {
        var facts = new LinkedHashMap<String, String>();
        facts.put("date", OffsetDateTime.now().truncatedTo(ChronoUnit.SECONDS).toString());
        facts.put("processor", processor());
        facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("load before", Files.readString(Path.of("/proc/loadavg")).strip());
        facts.put("redis", version(workplace, new Contender.Direct()));
        for (var contender : contenders) {
            if (!(contender instanceof Contender.Direct)) {
                facts.put(contender.name(), version(workplace, contender));
            }
        }
        return new Surroundings(facts);
    }

    String text() {
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

    private static String version(Workplace workplace, Contender contender)
            throws IOException, InterruptedException {
        var name = contender.name() + "-version";
        var process = workplace.start(name, contender.versionCommand());
        if (!process.waitFor(VERSION_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        workplace.forget(process);
        try (var lines = Files.lines(workplace.log(name))) {
            return lines.filter(line -> !line.isBlank()).findFirst().orElse("unknown");
        }
    }
}
