package dev.redoubt.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads passwords and user names: as they stand, or from where `${file:/path}` and `${env:NAME}`
/// point. Problems show the reference, never what it led to.
final class SecretReader {
    private static final String EXPECTED = "plain text, ${file:/path} or ${env:NAME}";
    private static final Pattern REFERENCE =
            Pattern.compile("\\$\\{(file|env):([^{}]+)}", Pattern.DOTALL);
    private static final int MAX_FILE_BYTES = 1 << 16;

    private final Environment environment;

    SecretReader(Environment environment) {
        this.environment = environment;
    }

    Optional<Secret> password(Setting setting) {
        return username(setting).map(Secret::new);
    }

    Optional<String> username(Setting setting) {
        return setting.text(EXPECTED).flatMap(text -> resolved(setting, text));
    }

    private Optional<String> resolved(Setting setting, String text) {
        Matcher matcher = REFERENCE.matcher(text);
        if (!matcher.matches()) {
            return plain(setting, text);
        }
        String target = matcher.group(2);
        Parsed<String> found = matcher.group(1).equals("env") ? ofVariable(target) : ofFile(target);
        return switch (found) {
            case Parsed.Good<String>(String value) -> Optional.of(value);
            case Parsed.Bad<String>(String expected) -> {
                String shown = Shown.text(text) + " (expected: " + expected + ")";
                setting.problems().error(setting.place(), setting.key(), shown);
                yield Optional.empty();
            }
        };
    }

    private static Optional<String> plain(Setting setting, String text) {
        if (text.isEmpty() || text.startsWith("${")) {
            setting.wrong(EXPECTED);
            return Optional.empty();
        }
        if (text.indexOf('\n') >= 0) {
            setting.wrong("one line of text");
            return Optional.empty();
        }
        return Optional.of(text);
    }

    private Parsed<String> ofVariable(String name) {
        String value = environment.variable(name);
        if (value == null) {
            return new Parsed.Bad<>("a variable that is set");
        }
        return value.isEmpty()
                ? new Parsed.Bad<>("a variable that is not empty")
                : new Parsed.Good<>(value);
    }

    private static Parsed<String> ofFile(String name) {
        try {
            Path path = Path.of(name);
            if (!path.isAbsolute()) {
                return new Parsed.Bad<>("an absolute path, as in ${file:/run/secrets/redis}");
            }
            return Files.isDirectory(path)
                    ? new Parsed.Bad<>("a file, not a directory")
                    : content(path);
        } catch (NoSuchFileException e) {
            return new Parsed.Bad<>("a file that exists");
        } catch (CharacterCodingException e) {
            return new Parsed.Bad<>("a file with UTF-8 text");
        } catch (IOException | InvalidPathException e) {
            return new Parsed.Bad<>("a file that can be read");
        }
    }

    private static Parsed<String> content(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
            if (bytes.length > MAX_FILE_BYTES) {
                return new Parsed.Bad<>("a file of at most 64KiB");
            }
            // The decoder, unlike String's constructor, refuses what is not UTF-8.
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            String value = SecretFile.secret(text);
            return value.isEmpty()
                    ? new Parsed.Bad<>("a file that is not empty")
                    : new Parsed.Good<>(value);
        }
    }
}
