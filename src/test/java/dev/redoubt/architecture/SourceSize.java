package dev.redoubt.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The size cap: a file that needs more lines does more than one thing.
final class SourceSize {
    static final int CAP_LINES = 500;

    private SourceSize() {}

    /// The Java files below `folder` that pass the cap, each with its number of lines.
    ///
    /// @throws IllegalArgumentException if there is no Java file at all
    static List<String> tooLarge(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            List<Path> files = paths.filter(path -> path.toString().endsWith(".java")).toList();
            if (files.isEmpty()) {
                throw new IllegalArgumentException(folder + ": no Java file");
            }
            return files.stream()
                    .filter(file -> lines(file) > CAP_LINES)
                    .map(file -> "%s: %d lines".formatted(folder.relativize(file), lines(file)))
                    .sorted()
                    .toList();
        }
    }

    private static int lines(Path file) {
        try {
            return Files.readAllLines(file).size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
