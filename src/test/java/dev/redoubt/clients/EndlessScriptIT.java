package dev.redoubt.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.Front;
import dev.redoubt.peers.LeakCheck;
import dev.redoubt.peers.RawClient;
import dev.redoubt.peers.RealRedis;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.util.List;

/// A script that does not end: the other clients hear so, and one of them ends it.
@ExtendWith(LeakCheck.class)
class EndlessScriptIT {
    private static final String FUNCTION =
            "#!lua name=endless\n"
                    + "redis.register_function('endless',function() while true do end end)";

    private final RealRedis redis = RealRedis.installed("--lua-time-limit", "50");
    private final Front front = Front.before(redis, "failover: {hold: 2s}", "");

    @AfterEach
    void stop() {
        front.close();
        redis.close();
    }

    @Test
    void ofEval() throws IOException {
        compare(RawClient.request("EVAL", "while true do end", "0"), "SCRIPT");
    }

    @Test
    void ofFunction() throws IOException {
        redis.command("FUNCTION", "LOAD", FUNCTION);
        compare(RawClient.request("FCALL", "endless", "0"), "FUNCTION");
    }

    private void compare(String script, String kind) throws IOException {
        List<String> direct = hear(redis.address(), script, kind);
        assertNotEquals(List.of(), direct);
        assertEquals(direct, through(script, kind));
    }

    private List<String> through(String script, String kind) {
        try {
            return hear(front.address(), script, kind);
        } catch (IOException e) {
            return List.of(e.toString());
        }
    }

    private List<String> hear(HostPort target, String script, String kind) throws IOException {
        try (Talk talk = new Talk(target, redis)) {
            Talk.Speaker runner = talk.client("runner").say("PING");
            Talk.Speaker other = talk.client("other").say("GET k");
            Talk.Speaker queueing = talk.client("queueing").say("MULTI").say("GET k");
            Talk.Speaker late = talk.client("late").say("SELECT 9");
            Talk.Speaker later = talk.client("later").say("SELECT 9");
            Talk.Speaker killer = talk.client("killer").say("PING");
            runner.raw(script);
            RealRedis.await("a busy server", () -> redis.command("GET", "k").startsWith("-BUSY"));
            try {
                other.say("GET k").say("SET k v");
                queueing.say("GET k");
                late.say("MULTI").say("SET k v");
                // There is no idle link of that database any more, and none can be set to it.
                later.say("MULTI").say("SET k v");
                killer.say("CLIENT SETNAME killer").say(kind + " KILL");
                runner.hear(1);
            } finally {
                redis.command(kind, "KILL");
            }
            other.say("GET k");
            queueing.say("EXEC");
            late.say("SET k v").say("EXEC").say("GET k");
            later.say("SET k v").say("EXEC").say("GET k");
            killer.say(kind + " KILL");
            return talk.heard();
        }
    }
}
