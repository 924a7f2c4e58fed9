package dev.redoubt.config;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Reads text as if it were a file named `redoubt.yml`.
final class ConfigText {
    /// The variables that the example file names.
    static final Map<String, String> VARIABLES =
            Map.of(
                    "REDIS_PASSWORD", "redis-secret",
                    "SENTINEL_PASSWORD", "sentinel-secret",
                    "ADMIN_PASSWORD", "admin-secret",
                    "VIP_PASSWORD", "v-secret",
                    "EMPTY", "");

    private ConfigText() {}

    static ConfigOutcome read(String text) {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    static ConfigOutcome read(byte[] bytes) {
        try {
            Path directory = Files.createTempDirectory("config-text");
            Path file = directory.resolve("redoubt.yml");
            try {
                Files.write(file, bytes);
                return ConfigFile.read(file, VARIABLES::get);
            } finally {
                Files.deleteIfExists(file);
                Files.delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RedoubtConfig valid(String text) {
        return assertInstanceOf(ConfigOutcome.Valid.class, read(text)).config();
    }

    /// All lines, problems and warnings in file order, each without the file's name.
    static List<String> lines(ConfigOutcome outcome) {
        List<Problem> problems =
                switch (outcome) {
                    case ConfigOutcome.Valid _ -> List.of();
                    case ConfigOutcome.Invalid invalid -> invalid.problems();
                };
        return Stream.concat(problems.stream(), outcome.warnings().stream())
                .sorted(Problem.IN_FILE_ORDER)
                .map(problem -> problem.toString().replaceFirst("^.*redoubt\\.yml:", ""))
                .toList();
    }

    static List<String> lines(String text) {
        return lines(read(text));
    }

    /// A file that is valid once `backend` is: its keys stand on line 5, from column 8.
    static String withBackend(String backend) {
        return """
        pools:
          orders:
            listen: 127.0.0.1:0
            backend:
              {%s}
        """
                .formatted(backend);
    }

    /// A valid file with `keys` of its pool on line 5, from column 5.
    static String withPool(String keys) {
        return """
        pools:
          orders:
            listen: 127.0.0.1:0
            backend: {servers: [127.0.0.1:6379]}
            %s
        """
                .formatted(keys);
    }

    /// A valid file with `lines` beside its pools, from line 3.
    static String withTop(String lines) {
        return """
        pools:
          orders: {listen: 127.0.0.1:0, backend: {servers: [127.0.0.1:6379]}}
        %s
        """
                .formatted(lines);
    }
}
