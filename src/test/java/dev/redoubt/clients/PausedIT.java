package dev.redoubt.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.Front;
import dev.redoubt.peers.LeakCheck;
import dev.redoubt.peers.RealRedis;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.util.List;

/// CLIENT PAUSE: who waits for its end and who does not.
@ExtendWith(LeakCheck.class)
class PausedIT {
    private final RealRedis redis = RealRedis.installed();
    private final Front front = Front.before(redis);

    @AfterEach
    void stop() {
        front.close();
        redis.close();
    }

    /// Those of others, which share links with the writes otherwise.
    @Test
    void writesWaitAndReadsDoNot() throws IOException {
        List<String> direct = writes(redis.address());
        assertNotEquals(List.of(), direct);
        assertEquals(direct, writes(front.address()));
    }

    private List<String> writes(HostPort target) throws IOException {
        redis.command("FLUSHALL");
        try (Talk talk = new Talk(target, redis)) {
            Talk.Speaker writer = talk.client("writer").say("GET k");
            Talk.Speaker reader = talk.client("reader").say("GET k");
            reader.say("CLIENT PAUSE 60000 WRITE");
            writer.say("GET k").send("SET k v").send("GET k");
            talk.awaitBlocked(1);
            reader.say("GET k").say("CLIENT UNPAUSE");
            writer.hear(2);
            return talk.heard();
        } finally {
            redis.command("CLIENT", "UNPAUSE");
        }
    }

    @Test
    void everythingWaits() throws IOException {
        assertEquals(everything(redis.address()), everything(front.address()));
    }

    private List<String> everything(HostPort target) throws IOException {
        redis.command("FLUSHALL");
        try (Talk talk = new Talk(target, redis)) {
            Talk.Speaker a = talk.client("a").say("GET k");
            talk.client("b").say("CLIENT PAUSE 300");
            a.say("GET k").say("SET k v");
            talk.client("b").say("GET k").say("CLIENT PAUSE x").say("CLIENT PAUSE 1 SOME");
            return talk.heard();
        }
    }
}
