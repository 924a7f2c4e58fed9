package dev.redoubt.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.Front;
import dev.redoubt.peers.LeakCheck;
import dev.redoubt.peers.Peers;
import dev.redoubt.peers.RawClient;
import dev.redoubt.peers.RealRedis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Redis' own tools, unchanged.
@ExtendWith(LeakCheck.class)
class RedisCliIT {
    private static final RealRedis REDIS = RealRedis.installed("--requirepass", "secret");
    private static final Front FRONT = Front.before(REDIS, "password: secret", "");

    @TempDir private Path folder;

    @BeforeEach
    void empty() {
        REDIS.command("FLUSHALL");
    }

    @AfterAll
    static void stop() {
        FRONT.close();
        REDIS.close();
    }

    private String run(String program, String input, String... arguments)
            throws IOException, InterruptedException {
        return run(FRONT.address(), program, input, arguments);
    }

    private String run(HostPort target, String program, String input, String... arguments)
            throws IOException, InterruptedException {
        Path in = Files.writeString(folder.resolve("in"), input, StandardCharsets.ISO_8859_1);
        Path out = folder.resolve("out");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Peers.require(program).toString(),
                                "-h",
                                target.host(),
                                "-p",
                                Integer.toString(target.port()),
                                "-a",
                                "secret"));
        if (program.equals("redis-cli")) {
            command.add("--no-auth-warning");
        }
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectInput(in.toFile())
                        .redirectOutput(out.toFile())
                        .start();
        boolean ended = process.waitFor(30, TimeUnit.SECONDS);
        process.destroyForcibly();
        String said = Files.readString(out, StandardCharsets.ISO_8859_1);
        assertTrue(ended, () -> "still running, and said: " + said);
        assertEquals(0, process.exitValue(), said);
        return said;
    }

    private String cli(String... arguments) throws IOException, InterruptedException {
        return run("redis-cli", "", arguments);
    }

    @Test
    void oneCommand() throws IOException, InterruptedException {
        assertEquals("OK\n", cli("SET", "k", "v w"));
        assertEquals("v w\n", cli("GET", "k"));
        assertEquals("\"v w\"\n", cli("--no-raw", "GET", "k"));
        assertEquals("3\n", cli("-n", "3", "EVAL", "return 1+2", "0"));
        assertEquals("", cli("-n", "3", "GET", "k").strip());
        assertEquals("PONG\n", cli("PING"));
    }

    @Test
    void resp3() throws IOException, InterruptedException {
        cli("HSET", "h", "f", "v");
        assertEquals("1# \"f\" => \"v\"\n", cli("-3", "--no-raw", "HGETALL", "h"));
        assertEquals("(nil)\n", cli("-3", "--no-raw", "GET", "none"));
    }

    @Test
    void commandsLineByLine() throws IOException, InterruptedException {
        String lines = "SET k 1\nMULTI\nINCR k\nEXEC\nSELECT 1\nGET k\nNOSUCH\nSELECT 0\nGET k\n";
        String said = run("redis-cli", lines, "--no-raw");
        assertTrue(said.startsWith("OK\nOK\nQUEUED\n1) (integer) 2\nOK\n(nil)\n(error) "), said);
        assertTrue(said.endsWith("OK\n\"2\"\n"), said);
    }

    @Test
    void pipeMode() throws IOException, InterruptedException {
        String requests =
                IntStream.range(0, 10_000)
                        .mapToObj(i -> RawClient.request("SET", "k" + i, "v"))
                        .collect(Collectors.joining());
        String said = run("redis-cli", requests, "--pipe");
        assertTrue(said.contains("errors: 0, replies: 10000"), said);
        assertEquals(":10000\r\n", REDIS.command("DBSIZE"));
    }

    @Test
    void scans() throws IOException, InterruptedException {
        for (int i = 0; i < 100; i++) {
            REDIS.command("SET", "key:" + i, "v");
        }
        REDIS.command("SET", "big", "v".repeat(1000));
        assertEquals(100, cli("--scan", "--pattern", "key:*").lines().distinct().count());
        String said = cli("--bigkeys");
        assertTrue(said.contains("Sampled 101 keys in the keyspace"), said);
        assertTrue(said.contains("\"big\"' has 1000 bytes"), said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "16"})
    void benchmark(String pipelined) throws IOException, InterruptedException {
        String said =
                run(
                        "redis-benchmark",
                        "",
                        "-t",
                        "ping,set,get,incr,lpush,rpop,sadd,hset,spop,zadd,zpopmin,lrange,mset",
                        "-n",
                        "2000",
                        "-c",
                        "20",
                        "-P",
                        pipelined,
                        "-q");
        assertFalse(said.toLowerCase(Locale.ROOT).contains("err"), said);
        assertEquals(18, tests(said).size(), said);
    }

    /// What redis-benchmark runs when nobody says what.
    @Test
    void benchmarkOfEverything() throws IOException, InterruptedException {
        String direct = run(REDIS.address(), "redis-benchmark", "", "-n", "20", "-q");
        String through = run("redis-benchmark", "", "-n", "2000", "-q");
        assertFalse(through.toLowerCase(Locale.ROOT).contains("err"), through);
        assertTrue(tests(direct).size() >= 20, direct);
        assertEquals(tests(direct), tests(through), through);
    }

    /// The names of the tests that have a result.
    private static List<String> tests(String said) {
        return said.replace('\r', '\n')
                .lines()
                .filter(line -> line.contains(" requests per second"))
                .map(line -> line.replaceFirst(": .*", ""))
                .toList();
    }
}
