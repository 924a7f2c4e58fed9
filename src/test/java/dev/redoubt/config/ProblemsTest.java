package dev.redoubt.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.redoubt.config.LeaseConfig.Fence;
import dev.redoubt.config.LeaseConfig.Lost;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// One fault, one line.
final class ProblemsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "max_clients: 0 | 5:18: pools.orders.max_clients: 0 (expected: a number from 1 to"
                        + " 1000000)",
                "max_clients: 10_000 | 5:18: pools.orders.max_clients: 10_000 (expected: a number"
                        + " from 1 to 1000000)",
                "max_clients: | 5:17: pools.orders.max_clients: nothing (expected: a number from 1"
                        + " to 1000000)",
                "max_clients: ~ | 5:18: pools.orders.max_clients: ~ (expected: a number from 1 to"
                        + " 1000000)",
                "max_clients: !!int 5 | 5:18: pools.orders.max_clients: 5 (expected: a number from"
                        + " 1 to 1000000, without a !tag)",
                "idle_timeout: 10 | 5:19: pools.orders.idle_timeout: 10 (expected: a duration with"
                        + " its unit, such as 10s)",
                "idle_timeout: -1s | 5:19: pools.orders.idle_timeout: -1s (expected: a duration"
                        + " with its unit, such as 10s)",
                "announce: 10.0.0.4 | 5:15: pools.orders.announce: 10.0.0.4 (expected: host:port,"
                        + " such as 10.0.0.4:6379)",
                "announce: 10.0.0.4:0 | 5:15: pools.orders.announce: 10.0.0.4:0 (expected: a port"
                        + " from 1 to 65535)",
                "announce: 'unix:/run/a' | 5:15: pools.orders.announce: unix:/run/a (expected:"
                        + " host:port, such as 10.0.0.4:6379)",
                "announce: 0.0.0.0:6379 | 5:15: pools.orders.announce: 0.0.0.0:6379 (expected: an"
                        + " address that clients can connect to)",
                "announce: '[::]:6379' | 5:15: pools.orders.announce: [::]:6379 (expected: an"
                        + " address that clients can connect to)",
                "backlog: 0 | 5:14: pools.orders.backlog: 0 (expected: a number from 1 to 65535)",
                "tcp_keepalive: 300 | 5:20: pools.orders.tcp_keepalive: 300 (expected: a duration"
                        + " with its unit, such as 10s)",
                "tcp_keepalive: 500ms | 5:20: pools.orders.tcp_keepalive: 500ms (expected: whole"
                        + " seconds from 0s to 9h)",
                "tcp_keepalive: 10h | 5:20: pools.orders.tcp_keepalive: 10h (expected: a duration"
                        + " from 0s to 9h)",
                "unix_mode: 0888 | 5:16: pools.orders.unix_mode: 0888 (expected: three octal digits"
                        + " in quotes, such as '0770')",
                "unix_mode: '4770' | 5:16: pools.orders.unix_mode: 4770 (expected: three octal"
                        + " digits in quotes, such as '0770')",
                "unix_mode: '0770' | 5:16: warning: pools.orders.unix_mode: 0770 has no effect"
                        + " (expected: an address unix:/path in listen)",
                "limits: {connection_rate: 0} | 5:31: pools.orders.limits.connection_rate: 0"
                        + " (expected: a number from 1 to 1000000)",
                "limits: {connection_rates: 5} | 5:14: pools.orders.limits.connection_rates:"
                        + " unknown key (expected: connection_rate)",
                "allow: 10.0.0.1 | 5:12: pools.orders.allow: 10.0.0.1 (expected: a list of"
                        + " networks; without this key all may connect)",
                "allow: [] | 5:12: pools.orders.allow: a list (expected: a list of networks;"
                        + " without this key all may connect)",
                "allow: [[10.0.0.1]] | 5:13: pools.orders.allow: a list (expected: an address or a"
                        + " network, such as 192.168.10.0/24 or fd00::/8)",
                "failover: | 5:14: pools.orders.failover: nothing (expected: a map with hold,"
                        + " hold_memory, unanswered_writes, durability)",
                "failover: {hold: 10} | 5:22: pools.orders.failover.hold: 10 (expected: auto or a"
                        + " duration with its unit, such as 10s)",
                "failover: {hold_memry: 1} | 5:16: pools.orders.failover.hold_memry: unknown key"
                        + " (expected: hold_memory)",
                "failover: {wait: 1s} | 5:16: pools.orders.failover.wait: unknown key (expected:"
                        + " one of hold, hold_memory, unanswered_writes, durability)",
                "users: [a] | 5:12: pools.orders.users: a list (expected: a map of names, each with"
                        + " durability)",
                "users: {'*': {durability: none}} | 5:13: pools.orders.users.*: not a name"
                        + " (expected: a name, or the beginning of some and *, such as"
                        + " 'billing-*')",
                "clients: {'a*b': {durability: none}} | 5:15: pools.orders.clients.a*b: not a name"
                        + " (expected: a name, or the beginning of some and *, such as"
                        + " 'billing-*')",
                "clients: {'a b': {durability: none}} | 5:15: pools.orders.clients.a b: not a name"
                        + " (expected: a name, or the beginning of some and *, such as"
                        + " 'billing-*')",
                "users: {a: {durability: none, hold: 1}} | 5:35: pools.orders.users.a.hold: unknown"
                        + " key (expected: durability)",
                "users: {a: {}} | 5:13: pools.orders.users.a.durability: missing (expected: none or"
                        + " a map with replicas and timeout)",
                "users: {a: {durability: 1}} | 5:29: pools.orders.users.a.durability: 1 (expected:"
                        + " none or a map with replicas and timeout)",
                "users: {a: {durability: none}, a: {durability: none}} | 5:36:"
                    + " pools.orders.users.a: given twice (expected: once; the other is on line 5)",
                "clients: {a: {durability: {replicas: all}}} | 5:42:"
                        + " pools.orders.clients.a.durability.replicas: all (expected: a number:"
                        + " only Sentinels know all that could be promoted)",
                "failover: {durability: all} | 5:28: pools.orders.failover.durability: all"
                        + " (expected: none or a map with replicas and timeout)",
                "failover: {durability: [1]} | 5:28: pools.orders.failover.durability: a list"
                        + " (expected: none or a map with replicas and timeout)",
                "failover: {durability: } | 5:27: pools.orders.failover.durability: nothing"
                        + " (expected: none or a map with replicas and timeout)",
                "failover: {durability: {timeout: 1s}} | 5:16: pools.orders.failover.durability"
                        + ".replicas: missing (expected: all or a number from 1 to 100)",
                "failover: {durability: {replicas: 0}} | 5:39: pools.orders.failover.durability"
                        + ".replicas: 0 (expected: all or a number from 1 to 100)",
                "failover: {durability: {replicas: 1, timeout: 5}} | 5:51:"
                        + " pools.orders.failover.durability.timeout: 5 (expected: a duration with"
                        + " its unit, such as 10s)",
                "failover: {durability: {replicas: 1, fsync: yes}} | 5:49:"
                        + " pools.orders.failover.durability.fsync: yes (expected: true or false)",
                "failover: {durability: {replica: 1, replicas: 1}} | 5:29:"
                        + " pools.orders.failover.durability.replica: unknown key (expected:"
                        + " replicas)",
                "failover: {durability: {replicas: all}} | 5:39: pools.orders.failover.durability"
                        + ".replicas: all (expected: a number: only Sentinels know all that could"
                        + " be promoted)",
                "limits: {request: 1GB} | 5:23: pools.orders.limits.request: 1GB (expected: a size"
                        + " in B, KiB, MiB or GiB, such as 1GiB)",
                "limits: {request: 10} | 5:23: pools.orders.limits.request: 10 (expected: a size"
                        + " with its unit, such as 64MiB)",
                "limits: {request: 1KiB, request: 2KiB} | 5:29: pools.orders.limits.request: given"
                        + " twice (expected: once; the other is on line 5)",
                "limits: {[a]: b} | 5:14: pools.orders.limits: a list as a key (expected: a name)",
                "Listen: 127.0.0.1:1 | 5:5: pools.orders.Listen: unknown key (expected: listen)",
                "<<: {} | 5:5: pools.orders.<<: unknown key (expected: the keys themselves; an"
                        + " alias stands for a whole value)",
            })
    void pool(String keys, String line) {
        assertEquals(List.of(line), ConfigText.lines(ConfigText.withPool(keys)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "links: 1 | 4:5: pools.orders.backend: no servers (expected: one of sentinel,"
                        + " servers, shards)",
                "shards: [a] | 5:8: pools.orders.backend.shards: not in this version yet (expected:"
                        + " no such key)",
                "servers: [] | 5:17: pools.orders.backend.servers: a list (expected: a list of"
                        + " host:port, such as 10.0.0.4:6379)",
                "servers: 'a:1' | 5:17: pools.orders.backend.servers: a:1 (expected: a list of"
                        + " host:port, such as 10.0.0.4:6379)",
                "servers: ['a:0'] | 5:18: pools.orders.backend.servers: a:0 (expected: a port from"
                        + " 1 to 65535)",
                "servers: ['A:1', b:1, 'a:1'] | 5:30: pools.orders.backend.servers: a:1 (expected:"
                        + " each once; the other is on line 5)",
                "servers: ['[::1]:1', '[0::1]:1'] | 5:29: pools.orders.backend.servers: [0::1]:1"
                        + " (expected: each once; the other is on line 5)",
                "servers: ['a:1'], shards: [b] | 5:26: pools.orders.backend.shards: not in this"
                        + " version yet (expected: no such key)",
                "sentinel: {nodes: ['a:1', 'b:1', 'c:1']} | 5:8:"
                    + " pools.orders.backend.sentinel.master: missing (expected: the name that the"
                    + " Sentinels use, such as mymaster)",
                "sentinel: {master: m} | 5:8: pools.orders.backend.sentinel.nodes: missing"
                        + " (expected: a list of three Sentinels or more)",
                "sentinel: 10.0.0.4:26379 | 5:18: pools.orders.backend.sentinel: 10.0.0.4:26379"
                        + " (expected: a map with master, nodes, username, password, lease, lost)",
                "servers: ['a:1'], username: u | 5:26: pools.orders.backend.username: without a"
                        + " password (expected: a password beside it)",
                "servers: ['a:1'], connect_timeout: 0s | 5:43:"
                    + " pools.orders.backend.connect_timeout: 0s (expected: a duration from 1ms to"
                    + " 1h)",
                "servers: ['a:1'], addresses: {'a:1': b} | 5:45:"
                        + " pools.orders.backend.addresses.a:1: b (expected: host:port, such as"
                        + " 10.0.0.4:6379)",
                "servers: ['a:1'], addresses: {a: 'b:1'} | 5:38: pools.orders.backend.addresses.a:"
                        + " this key (expected: host:port, such as 10.0.0.4:6379)",
            })
    void backend(String keys, String line) {
        assertEquals(List.of(line), ConfigText.lines(ConfigText.withBackend(keys)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "workers: 0 | 3:10: workers: 0 (expected: auto or a number from 1 to 1024)",
                "transport: EPOLL | 3:12: transport: EPOLL (expected: one of auto, epoll, io_uring,"
                        + " nio)",
                "vips: {} | 3:1: vips: empty (expected: a map with one virtual address or more, by"
                        + " name)",
                "log: {level: warning} | 3:14: log.level: warning (expected: one of error, warn,"
                        + " info, debug, trace)",
                "admin: {listen: '0.0.0.0:1'} | 3:17: admin.listen: 0.0.0.0:1 (expected: a loopback"
                        + " address, or admin.password)",
                "admin: {listen: 'unix:/x'} | 3:17: admin.listen: unix:/x (expected: host:port,"
                        + " such as 127.0.0.1:9380)",
                "admin: {stats_socket: /x} | 3:9: admin.stats_socket: not in this version yet"
                        + " (expected: no such key)",
            })
    void top(String keys, String line) {
        assertEquals(List.of(line), ConfigText.lines(ConfigText.withTop(keys)));
    }

    @Test
    void aLeaseTooShortForAHealthyPrimaryIsAWarning() {
        ConfigOutcome outcome =
                ConfigText.read(
                        ConfigText.withBackend(
                                "sentinel: {master: m, nodes: [a:1, b:1, c:1], lease: 1400ms}"));
        assertInstanceOf(ConfigOutcome.Valid.class, outcome);
        assertEquals(
                List.of(
                        "5:61: warning: pools.orders.backend.sentinel.lease: 1400ms holds up a"
                                + " healthy primary's clients: Sentinel hears it once a second"
                                + " (expected: 1.5s or more, or auto)"),
                ConfigText.lines(outcome));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lease: auto | AUTO |  | HOLD",
                "lease: 2s, lost: hold | AUTO | PT2S | HOLD",
                "lease: off | OFF |  | HOLD",
                "lost: continue | AUTO |  | CONTINUE",
            })
    void leaseAndLost(String keys, Fence fence, @Nullable Duration limit, Lost lost) {
        String text =
                ConfigText.withBackend(
                        "sentinel: {master: m, nodes: [a:1, b:1, c:1], " + keys + "}");
        SourceConfig source = ConfigText.valid(text).pools().getFirst().backend().source();
        assertEquals(
                new LeaseConfig(fence, Optional.ofNullable(limit), lost),
                assertInstanceOf(SourceConfig.Sentinel.class, source).lease());
    }

    @Test
    void leaseAndLostAreChecked() {
        assertEquals(
                List.of(
                        "5:61: pools.orders.backend.sentinel.lease: long (expected: auto or off or"
                                + " a duration with its unit, such as 10s)",
                        "5:73: pools.orders.backend.sentinel.lost: never (expected: one of hold,"
                                + " continue)"),
                ConfigText.lines(
                        ConfigText.withBackend(
                                "sentinel: {master: m, nodes: [a:1, b:1, c:1], lease: long, lost:"
                                        + " never}")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a:1 | 5:37: warning: pools.orders.backend.sentinel.nodes: 1 of 1",
                "a:1, b:1 | 5:37: warning: pools.orders.backend.sentinel.nodes: 2 of 2"
            })
    void fewSentinelsAreAWarning(String nodes, String line) {
        ConfigOutcome outcome =
                ConfigText.read(
                        ConfigText.withBackend("sentinel: {master: m, nodes: [" + nodes + "]}"));
        assertInstanceOf(ConfigOutcome.Valid.class, outcome);
        assertEquals(
                List.of(
                        line
                                + " Sentinels must agree, so one that is lost stops every failover"
                                + " (expected: three or more)"),
                ConfigText.lines(outcome));
    }

    @Test
    void poolsAreRequired() {
        String expected = " (expected: a map with one pool or more)";
        assertEquals(List.of("1:1: pools: missing" + expected), ConfigText.lines("workers: 1"));
        assertEquals(List.of("1:1: pools: empty" + expected), ConfigText.lines("pools: {}"));
        assertEquals(List.of("1:8: pools: a list" + expected), ConfigText.lines("pools: [a]"));
        assertEquals(List.of("1:7: pools: nothing" + expected), ConfigText.lines("pools:"));
    }

    @Test
    void aPoolGivenTwiceNamesBothLines() {
        String text = ConfigText.withPool("max_clients: 1");
        String twice = text + text.replace("pools:\n", "");
        assertEquals(
                List.of("6:3: pools.orders: given twice (expected: once; the other is on line 2)"),
                ConfigText.lines(twice));
    }
}
