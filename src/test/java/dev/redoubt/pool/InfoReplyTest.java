package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.peers.Front;
import dev.redoubt.peers.PlainClient;
import dev.redoubt.peers.ScriptedConnection;
import dev.redoubt.peers.ScriptedRedis;
import dev.redoubt.peers.ScriptedRedis.Purpose;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// INFO over a shared link that ends: nothing of its reply was handed out, so it is asked again,
/// and what its client has pipelined keeps its place.
@Timeout(60)
class InfoReplyTest {
    private final ScriptedRedis redis = ScriptedRedis.start();

    @AfterEach
    void end() {
        redis.close();
    }

    /// Serves, but for INFO.
    private static void serve(ScriptedConnection connection, String info) throws IOException {
        connection.shakeHands();
        while (true) {
            List<String> command = connection.next();
            if (command.getFirst().equals("INFO")) {
                connection.say(info);
                if (!info.endsWith("|")) {
                    connection.reset();
                    return;
                }
            } else {
                connection.answer(command);
            }
        }
    }

    private void isAskedAgainAfter(String begun) throws Exception {
        AtomicBoolean taken = new AtomicBoolean();
        redis.on(
                Purpose.SHARED,
                connection ->
                        serve(
                                connection,
                                taken.compareAndSet(false, true) ? begun : "$12|# Nothing|x|"));
        try (PoolInTest pool = PoolInTest.start(Front.file(redis.address(), "", ""));
                PlainClient client = new PlainClient(pool.address())) {
            client.send("ECHO", "before");
            client.send("INFO");
            client.send("ECHO", "after");
            assertEquals("before", client.reply());
            assertEquals("# Nothing\r\nx", client.reply());
            assertEquals("after", client.reply());
        }
    }

    @Test
    void anEndBeforeTheReply() throws Exception {
        isAskedAgainAfter("");
    }

    @Test
    void anEndWithinTheReply() throws Exception {
        isAskedAgainAfter("$300|# Server|redis_version:7");
    }
}
