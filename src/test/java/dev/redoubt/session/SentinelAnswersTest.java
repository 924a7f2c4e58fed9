package dev.redoubt.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

final class SentinelAnswersTest {
    private static final SentinelAnswers ANSWERS =
            new SentinelAnswers(
                    "orders",
                    List.of("orders", "mymastér"),
                    Optional.of(new HostPort("10.0.0.9", 6379)));
    private static final SentinelAnswers HOMELESS =
            new SentinelAnswers("orders", List.of("orders"), Optional.empty());

    private static String ask(SentinelAnswers answers, int protocol, String request) {
        List<byte[]> arguments =
                Stream.of(request.split(" ", -1))
                        .map(word -> word.getBytes(StandardCharsets.UTF_8))
                        .toList();
        return answers.to(arguments, arguments.size(), protocol).replace("\r\n", " ");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void addressByEachNameOfThePool(int protocol) {
        String address = "*2 $8 10.0.0.9 $4 6379";
        assertEquals(address, ask(ANSWERS, protocol, "SENTINEL GET-MASTER-ADDR-BY-NAME mymastér"));
        assertEquals(address, ask(ANSWERS, protocol, "sentinel get-master-addr-by-name orders"));
    }

    @Test
    void noAddressByAnyOtherName() {
        String request = "sentinel get-master-addr-by-name Orders";
        assertEquals("*-1", ask(ANSWERS, 2, request));
        assertEquals("_", ask(ANSWERS, 3, request));
    }

    @ParameterizedTest
    @CsvSource({"2, *28", "3, %14"})
    void theMaster(int protocol, String header) {
        String fields =
                " $4 name $9 mymastér $2 ip $8 10.0.0.9 $4 port $4 6379 $5 flags $6 master"
                        + " $21 link-pending-commands $1 0 $13 link-refcount $1 1"
                        + " $14 last-ping-sent $1 0 $18 last-ok-ping-reply $1 0"
                        + " $15 last-ping-reply $1 0 $13 role-reported $6 master"
                        + " $12 config-epoch $1 0 $10 num-slaves $1 0"
                        + " $19 num-other-sentinels $1 1 $6 quorum $1 1";
        assertEquals(header + fields, ask(ANSWERS, protocol, "sentinel master mymastér"));
        assertEquals(
                "*2 " + header + fields.replace("$9 mymastér", "$6 orders") + " " + header + fields,
                ask(ANSWERS, protocol, "sentinel masters"));
    }

    @ParameterizedTest
    @CsvSource({"2, *24", "3, %12"})
    void theOtherSentinelIsTheSameAgain(int protocol, String header) {
        String id = ask(ANSWERS, protocol, "sentinel myid").substring("$40 ".length());
        assertTrue(id.matches("[0-9a-f]{40}"), id);
        assertEquals(
                "*1 "
                        + header
                        + " $4 name $40 "
                        + id
                        + " $2 ip $8 10.0.0.9 $4 port $4 6379 $5 runid $40 "
                        + id
                        + " $5 flags $8 sentinel $21 link-pending-commands $1 0"
                        + " $13 link-refcount $1 1 $14 last-ping-sent $1 0"
                        + " $18 last-ok-ping-reply $1 0 $15 last-ping-reply $1 0"
                        + " $12 voted-leader $1 ? $18 voted-leader-epoch $1 0",
                ask(ANSWERS, protocol, "sentinel sentinels orders"));
    }

    @Test
    void theIdIsThePools() {
        String id = ask(ANSWERS, 2, "sentinel myid");
        assertEquals(id, ask(HOMELESS, 2, "sentinel myid"));
        SentinelAnswers other = new SentinelAnswers("cache", List.of("cache"), Optional.empty());
        assertTrue(!id.equals(ask(other, 2, "sentinel myid")), id);
    }

    @ParameterizedTest
    @CsvSource({
        "replicas orders, *0",
        "SLAVES orders, *0",
        "ckquorum orders, +OK 1 usable Sentinels. Quorum and failover authorization can be reached",
        "master x, -ERR No such master with that name",
        "replicas x, -ERR No such master with that name",
        "slaves x, -ERR No such master with that name",
        "sentinels x, -ERR No such master with that name",
        "ckquorum x, -ERR No such master with that name",
        "failover orders, -ERR unknown subcommand 'failover'. Try SENTINEL HELP.",
        "Reset *, -ERR unknown subcommand 'Reset'. Try SENTINEL HELP.",
        "masters x, -ERR wrong number of arguments for 'sentinel|masters' command",
        "Master, -ERR wrong number of arguments for 'sentinel|master' command",
        "master orders x, -ERR wrong number of arguments for 'sentinel|master' command",
        "help x, -ERR wrong number of arguments for 'sentinel|help' command",
        "myid x, -ERR wrong number of arguments for 'sentinel|myid' command",
    })
    void allElse(String question, String answer) {
        assertEquals(answer, ask(ANSWERS, 2, "sentinel " + question));
        assertEquals(answer, ask(ANSWERS, 3, "sentinel " + question));
    }

    @Test
    void theWordAlone() {
        assertEquals(
                "-ERR wrong number of arguments for 'sentinel' command",
                ask(ANSWERS, 2, "sentinel"));
    }

    @Test
    void anErrorIsOneShortLine() {
        byte[] subcommand = ("a\r\n+OK" + "x".repeat(1000)).getBytes(StandardCharsets.UTF_8);
        String reply = ANSWERS.to(List.of(new byte[0], subcommand), 2, 2);
        assertEquals(
                "-ERR unknown subcommand 'a  +OK" + "x".repeat(122) + "'. Try SENTINEL HELP.",
                reply);
    }

    @Test
    void helpNamesWhatIsAnswered() {
        String help = ask(ANSWERS, 2, "sentinel help");
        assertTrue(help.startsWith("*17 +SENTINEL <subcommand> "), help);
        Stream.of("CKQUORUM", "GET-MASTER-ADDR-BY-NAME", "MASTER", "MASTERS", "REPLICAS")
                .forEach(word -> assertTrue(help.contains(" +" + word + " "), help));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "get-master-addr-by-name orders",
                "master orders",
                "masters",
                "sentinels orders"
            })
    void withoutAnAddressTheErrorNamesTheKey(String question) {
        assertEquals(
                "-ERR redoubt: pools.orders.announce: missing (expected: host:port, which a unix"
                        + " socket does not have)",
                ask(HOMELESS, 2, "sentinel " + question));
    }

    @Test
    void withoutAnAddressAWrongNameIsWrong() {
        assertEquals("*-1", ask(HOMELESS, 2, "sentinel get-master-addr-by-name x"));
        assertEquals("*0", ask(HOMELESS, 2, "sentinel replicas orders"));
    }
}
