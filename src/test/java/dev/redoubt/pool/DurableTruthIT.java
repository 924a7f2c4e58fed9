package dev.redoubt.pool;

import static dev.redoubt.pool.ReplicatedRedis.shortOf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.LeakCheck;
import dev.redoubt.peers.RawClient;
import dev.redoubt.pool.ReplicatedRedis.Version;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;

/// While no replica answers, what wrote nothing is answered as ever, and nothing is said to have
/// been executed that was not.
@ExtendWith(LeakCheck.class)
@Timeout(120)
class DurableTruthIT {
    private @Nullable ReplicatedRedis started;
    private @Nullable RawClient asking;

    private ReplicatedRedis redis() {
        return Objects.requireNonNull(started);
    }

    private RawClient client() {
        return Objects.requireNonNull(asking);
    }

    @AfterEach
    void end() throws Exception {
        // Nothing was started where its Redis is missing.
        if (started != null) {
            started.close();
        }
    }

    private void start(Version version) throws IOException {
        started = ReplicatedRedis.start(version);
        asking = redis().client(redis().pool(1));
    }

    /// With something written that they do not have.
    private void loseReplicas() {
        redis().freezeReplicas();
        redis().primary().command("SET", "behind", "1");
    }

    private void ask(String expected, String... command) throws IOException {
        assertEquals(expected, client().ask(command));
    }

    @ParameterizedTest
    @EnumSource
    void whatWasWatchedHasChanged(Version version) throws Exception {
        start(version);
        ask("+OK\r\n", "WATCH", "k");
        ask("+OK\r\n", "MULTI");
        ask("+QUEUED\r\n", "SET", "k", "mine");
        redis().primary().command("SET", "k", "others");
        loseReplicas();
        ask("*-1\r\n", "EXEC");
        ask("$6\r\nothers\r\n", "GET", "k");
        redis().thawReplicas();
    }

    @ParameterizedTest
    @EnumSource
    void aTransactionThatOnlyReads(Version version) throws Exception {
        start(version);
        loseReplicas();
        ask("+OK\r\n", "WATCH", "first");
        ask("+OK\r\n", "MULTI");
        ask("+QUEUED\r\n", "GET", "first");
        ask("*1\r\n$1\r\n1\r\n", "EXEC");
        // The next one writes.
        ask("+OK\r\n", "WATCH", "first");
        ask("+OK\r\n", "MULTI");
        ask("+QUEUED\r\n", "GET", "first");
        ask("+QUEUED\r\n", "INCR", "first");
        ask(shortOf(0, 1), "EXEC");
        redis().thawReplicas();
    }

    @ParameterizedTest
    @EnumSource
    void nothingCameInTime(Version version) throws Exception {
        start(version);
        loseReplicas();
        ask("*-1\r\n", "BLPOP", "none", "0.01");
        ask("*-1\r\n", "BZPOPMIN", "none", "0.01");
        String nothing =
                redis().primary().command("BLMOVE", "none", "other", "LEFT", "LEFT", "0.01");
        ask(nothing, "BLMOVE", "none", "other", "LEFT", "LEFT", "0.01");
        redis().primary().command("LPUSH", "some", "x");
        ask(shortOf(0, 1), "BLPOP", "some", "1");
        redis().thawReplicas();
    }

    @Test
    void whoEndsAScriptDoesNotWaitForReplicas() throws Exception {
        started = ReplicatedRedis.start(Version.INSTALLED, "--busy-reply-threshold", "100");
        PoolInTest pool = redis().pool(1);
        asking = redis().client(pool);
        loseReplicas();
        ask("*0\r\n", "FUNCTION", "LIST");
        RawClient busy = redis().client(pool);
        busy.send("EVAL", "while true do end", "0");
        Await.until("a script that goes on", () -> client().ask("GET", "k").startsWith("-BUSY"));
        ask("+OK\r\n", "SCRIPT", "KILL");
        String ended = busy.reply();
        assertTrue(ended.contains("Script killed by user"), ended);
        redis().thawReplicas();
    }

    /// Also of a client that wrote before.
    @Test
    void aTransactionThatOnlyReadsDoesNotWaitForOthersWrites() throws Exception {
        started = ReplicatedRedis.start(Version.INSTALLED);
        PoolInTest pool = redis().pool(1);
        RawClient reader = redis().client(pool);
        RawClient other = redis().client(pool);
        assertEquals("+OK\r\n", reader.ask("SET", "k", "v"));
        loseReplicas();
        String read =
                RawClient.request("MULTI")
                        + RawClient.request("GET", "k")
                        + RawClient.request("EXEC");
        String answer = "+OK\r\n+QUEUED\r\n*1\r\n$1\r\nv\r\n";
        // On a busy machine the other one may be answered before it was asked.
        Await.until(
                "a transaction that is answered first",
                () -> {
                    redis().primary().command("DEL", "o");
                    other.send("SET", "o", "1");
                    Await.until(
                            "the other write",
                            () -> redis().primary().command("EXISTS", "o").equals(":1\r\n"));
                    reader.sendBytes(read);
                    assertEquals(answer, reader.bytes(answer.length()));
                    boolean first = !other.hears(Duration.ofMillis(1));
                    assertEquals(shortOf(0, 1), other.reply());
                    return first;
                });
        redis().thawReplicas();
    }
}
