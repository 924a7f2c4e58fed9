package dev.redoubt.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.Front;
import dev.redoubt.peers.LeakCheck;
import dev.redoubt.peers.Peers;
import dev.redoubt.peers.RealRedis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// ioredis and node-redis as users have them, unchanged: the scripts in `src/test/node`, each with
/// checks of its own. npm installs what their lock file says into `target`, once.
@ExtendWith(LeakCheck.class)
class NodeClientsIT {
    private static final Path SCRIPTS = Path.of("src/test/node");
    private static final Path INSTALLED = Path.of("target/node-clients");
    private static final int NPM_SECONDS = 240;
    private static final int SCRIPT_SECONDS = 180;

    private static final RealRedis REDIS = RealRedis.installed("--requirepass", "secret");
    private static final Front FRONT = Front.before(REDIS, "password: secret", "");

    /// How a program ended.
    private record Ended(int code, String output) {}

    @AfterAll
    static void stop() {
        FRONT.close();
        REDIS.close();
    }

    @BeforeAll
    static void install() throws Exception {
        Path npm = Peers.require("npm");
        Files.createDirectories(INSTALLED);
        try (Stream<Path> files = Files.list(SCRIPTS)) {
            for (Path file : files.toList()) {
                Path copy = INSTALLED.resolve(file.getFileName());
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Path done = INSTALLED.resolve("installed");
        String wanted = Files.readString(SCRIPTS.resolve("package-lock.json"));
        if (Files.exists(done) && Files.readString(done).equals(wanted)) {
            return;
        }
        Ended ended = run(NPM_SECONDS, npm.toString(), "ci");
        if (ended.code() != 0) {
            Peers.lack("the packages ioredis and redis, for npm ci failed:\n" + ended.output());
        }
        Files.writeString(done, wanted);
    }

    private static Ended run(int seconds, String... command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("redoubt-node", ".log");
        try {
            Process process =
                    new ProcessBuilder(command)
                            .directory(INSTALLED.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            try {
                boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
                String said = Files.readString(output);
                assertTrue(ended, () -> String.join(" ", command) + " does not end:\n" + said);
                return new Ended(process.exitValue(), said);
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } finally {
            Files.delete(output);
        }
    }

    private static void passes(String script, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Peers.require("node").toString(),
                                script,
                                FRONT.address().host(),
                                Integer.toString(FRONT.address().port()),
                                "secret"));
        command.addAll(List.of(arguments));
        Ended ended = run(SCRIPT_SECONDS, command.toArray(String[]::new));
        assertEquals(0, ended.code(), () -> script + ":\n" + ended.output());
        assertTrue(ended.output().contains("checks passed"), ended::output);
        assertEquals(0, FRONT.faults());
    }

    @Test
    void ioredis() throws Exception {
        passes("ioredis.mjs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "3"})
    void nodeRedis(String protocol) throws Exception {
        passes("node-redis.mjs", protocol);
    }
}
