package dev.redoubt.instance;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// An executable redis-server, which is a Sentinel, too, when told `--sentinel`.
///
/// @param executable absolute path
public record RedisBinary(Path executable) {
    private static final List<String> USUAL_FOLDERS =
            List.of("/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/opt/redis/bin");

    /// The installed one, else the embedded one, which is written to `folder`.
    ///
    /// @throws StartFailed if neither is there for this platform
    public static RedisBinary find(Path folder) throws IOException {
        Optional<RedisBinary> installed = installed(System.getenv("PATH"));
        return installed.isPresent() ? installed.get() : embedded(folder);
    }

    /// The first redis-server in the folders of `path`, then in the usual ones, which a PATH of a
    /// service or of a plain user often lacks.
    public static Optional<RedisBinary> installed(@Nullable String path) {
        List<String> folders = new ArrayList<>();
        if (path != null) {
            folders.addAll(List.of(path.split(File.pathSeparator, -1)));
        }
        folders.addAll(USUAL_FOLDERS);
        for (String folder : folders) {
            Path candidate = Path.of(folder, "redis-server").toAbsolutePath();
            if (Files.isExecutable(candidate) && Files.isRegularFile(candidate)) {
                return Optional.of(new RedisBinary(candidate));
            }
        }
        return Optional.empty();
    }

    /// The one that comes with this program (Redis 6.2), written to `folder` and tried.
    ///
    /// @throws StartFailed if there is none for this platform, or it does not run here
    public static RedisBinary embedded(Path folder) throws IOException {
        String resource = resource(System.getProperty("os.name"), System.getProperty("os.arch"));
        Path executable = folder.resolve("redis-server");
        try (InputStream content = RedisBinary.class.getResourceAsStream(resource)) {
            if (content == null) {
                throw new StartFailed(missing("none is embedded as " + resource));
            }
            Files.copy(content, executable);
        }
        if (!executable.toFile().setExecutable(true)) {
            throw new StartFailed(missing(executable + " cannot be made executable"));
        }
        return new RedisBinary(executable).tried();
    }

    /// Where the embedded-redis artifact keeps the binary for a platform, named as the JVM names
    /// it.
    static String resource(String osName, String osArch) throws StartFailed {
        String os = osName.toLowerCase(Locale.ROOT);
        boolean arm = osArch.equals("aarch64");
        if (arm || osArch.equals("amd64") || osArch.equals("x86_64")) {
            if (os.startsWith("linux")) {
                return arm
                        ? "/redis-server-6.2.7-linux-arm64"
                        : "/redis-server-6.2.6-v5-linux-amd64";
            }
            if (os.startsWith("mac")) {
                return "/redis-server-6.2.6-v5-darwin-" + (arm ? "arm64" : "amd64");
            }
        }
        throw new StartFailed(missing("none is embedded for " + osName + " on " + osArch));
    }

    // The embedded binary needs libraries that this system may not have: better to learn it here,
    // with the loader's own words, than from six processes that do not answer.
    private RedisBinary tried() throws IOException {
        Path output = executable.resolveSibling("redis-server.version");
        try {
            Process process =
                    new ProcessBuilder(executable.toString(), "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            if (!process.waitFor(5, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                String said = Files.readString(output, StandardCharsets.ISO_8859_1).strip();
                throw new StartFailed(missing("the embedded one does not run: " + said));
            }
            return this;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailed("redis-server: interrupted while it was tried");
        } catch (StartFailed e) {
            throw e;
        } catch (IOException e) {
            throw new StartFailed(missing("the embedded one does not run: " + e.getMessage()));
        }
    }

    private static String missing(String why) {
        return "redis-server: not in the PATH, and " + why + " (expected: an installed Redis)";
    }
}
