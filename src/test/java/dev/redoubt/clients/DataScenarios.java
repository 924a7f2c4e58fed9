package dev.redoubt.clients;

import java.io.IOException;
import java.util.List;

/// Commands that leave nothing behind but data.
final class DataScenarios {
    private static final String[] ALL_TYPES = {
        "SET s 1",
        "RPUSH l a b c",
        "LRANGE l 0 -1",
        "HSET h f 1 g 2",
        "HGETALL h",
        "SADD u 1 2 3",
        "SMEMBERS u",
        "SISMEMBER u 2",
        "ZADD z 1.5 a 2 b",
        "ZRANGE z 0 -1 WITHSCORES",
        "ZSCORE z a",
        "ZSCORE z none",
        "ZINCRBY z 0.25 a",
        "XADD x 1-1 f v",
        "XADD x * f v",
        "XLEN x",
        "XRANGE x 1-1 1-1",
        "GET none",
        "LPOP none",
        "HGET h none",
        "EXISTS s l none",
        "CONFIG GET maxmemory-policy",
        "MEMORY DOCTOR",
        "LOLWUT VERSION 1",
        "COMMAND INFO get nosuch",
        "TYPE x"
    };

    private DataScenarios() {}

    static List<Scenario> all() {
        return List.of(
                Scenario.of(
                        "strings",
                        "SET k v",
                        "GET k",
                        "SET k v NX",
                        "SET k w XX GET",
                        "APPEND k 123",
                        "STRLEN k",
                        "GETRANGE k 1 -1",
                        "SETRANGE k 2 zz",
                        "MSET a 1 b 2",
                        "MGET a b c",
                        "INCR a",
                        "INCRBYFLOAT a 1.5",
                        "INCR k",
                        "GETDEL a",
                        "SETEX e 100 v",
                        "TTL e",
                        "PERSIST e",
                        "SETBIT bits 7 1",
                        "BITCOUNT bits",
                        "DEL k b bits nope",
                        "RANDOMKEY",
                        "get e",
                        "gEt E"),
                Scenario.of("every type in RESP2", ALL_TYPES),
                new Scenario("every type in RESP3", DataScenarios::resp3),
                Scenario.of(
                        "lists",
                        "RPUSH l a b c d",
                        "LPUSHX none x",
                        "LINSERT l BEFORE b x",
                        "LPOS l c",
                        "LSET l 0 z",
                        "LSET l 9 z",
                        "LREM l 0 x",
                        "LMOVE l m LEFT RIGHT",
                        "LPOP l 2",
                        "RPOPLPUSH l m",
                        "LRANGE m 0 -1",
                        "LLEN m",
                        "LTRIM m 1 0",
                        "LRANGE m 0 -1"),
                Scenario.of(
                        "sets and sorted sets",
                        "SADD a 1 2 3",
                        "SADD b 2 3 4",
                        "SINTER a b",
                        "SUNIONSTORE c a b",
                        "SMISMEMBER c 1 9",
                        "SPOP none",
                        "SADD one x",
                        "SPOP one",
                        "ZADD z NX 1 a 2 b 3 c",
                        "ZADD z GT CH 5 a",
                        "ZADD z INCR 1 b",
                        "ZRANGEBYSCORE z (3 +inf WITHSCORES LIMIT 0 1",
                        "ZPOPMIN z",
                        "ZRANK z a",
                        "ZRANK z none",
                        "ZUNION 2 z z WITHSCORES",
                        "ZADD z nan a",
                        "ZSCAN z 0"),
                Scenario.of(
                        "streams",
                        "XADD s 1-1 a 1",
                        "XADD s 2-1 a 2 b 3",
                        "XADD s 1-0 a 1",
                        "XGROUP CREATE s g 0",
                        "XGROUP CREATE s g 0",
                        "XREADGROUP GROUP g c COUNT 1 STREAMS s >",
                        "XPENDING s g",
                        "XACK s g 1-1",
                        "XREAD STREAMS s 1-1",
                        "XREAD STREAMS s 9",
                        "XREAD COUNT 1 STREAMS s 0",
                        "XDEL s 1-1",
                        "XTRIM s MAXLEN 0",
                        "XINFO GROUPS nokey"),
                new Scenario("scripts", DataScenarios::scripts),
                Scenario.of(
                        "errors",
                        "NOSUCH a b",
                        "GET",
                        "GET a b",
                        "SET k v EX",
                        "LPUSH l a",
                        "GET l",
                        "EXPIRE k abc",
                        "CONFIG SET nosuch 1",
                        "OBJECT NOSUCH k",
                        "CLUSTER INFO",
                        "ASKING",
                        "READONLY",
                        "DEBUG",
                        "WAIT 0 0",
                        "WAIT x 0",
                        "PFDEBUG x",
                        " GET",
                        ""));
    }

    private static void resp3(Talk talk) throws IOException {
        talk.client("a").say("HELLO 3");
        for (String request : ALL_TYPES) {
            talk.client("a").say(request);
        }
        talk.client("a").sayAll("EVAL", "redis.setresp(3); return {map={a=1}}", "0");
        talk.client("a").sayAll("EVAL", "redis.setresp(3); return redis.call('HGETALL','h')", "0");
        talk.client("a").sayAll("EVAL", "return {double=3.5}", "0");
        talk.client("a").sayAll("EVAL", "return {big_number='12345678901234567890'}", "0");
        talk.client("a").sayAll("EVAL", "return true", "0");
    }

    private static void scripts(Talk talk) throws IOException {
        Talk.Speaker a = talk.client("a");
        a.sayAll("EVAL", "return {1,2,{3,'x',{}}}", "0");
        a.sayAll("EVAL", "return redis.call('SET',KEYS[1],ARGV[1])", "1", "k", "v");
        a.sayAll("EVAL", "return redis.error_reply('MINE own words')", "0");
        a.sayAll("EVAL", "return redis.status_reply('FINE')", "0");
        a.sayAll("EVAL", "return redis.call('INCR',KEYS[1])", "1", "k");
        a.sayAll("EVAL", "this is no lua", "0");
        a.sayAll("EVAL", "local t={} for i=1,100 do t={t} end return t", "0");
        a.sayAll("EVAL", "return nil", "0");
        a.sayAll("SCRIPT", "LOAD", "return 'loaded'");
        a.say("EVALSHA 1b936e3fe509bcbc9cd0664897bbe8fd0cac101b 0");
        a.say("EVALSHA ffffffffffffffffffffffffffffffffffffffff 0");
        a.sayAll("EVAL", "redis.call('SELECT',3) redis.call('SET','k','three') return 1", "0");
        a.say("GET k");
        a.say("SCRIPT EXISTS 1b936e3fe509bcbc9cd0664897bbe8fd0cac101b");
    }
}
