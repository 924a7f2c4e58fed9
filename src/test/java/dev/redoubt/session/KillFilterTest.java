package dev.redoubt.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.session.ClientFacts.Numbering;
import dev.redoubt.session.ClientFacts.Standing;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

class KillFilterTest {
    private static final long NUMBER = ClientNumbers.LEAST + 1;
    private static final ClientFacts SHARED = ClientListingTest.client(NUMBER, "", Standing.SHARED);
    private static final ClientFacts SUBSCRIBER =
            ClientListingTest.client(NUMBER + 1, "p:2", new Standing("pubsub", Numbering.REDOUBT));

    private static List<byte[]> words(String command) {
        return Stream.of(command.split(" ", -1))
                .map(word -> word.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private static KillFilter filter(String arguments) {
        KillFilter filter = KillFilter.of(words("CLIENT KILL " + arguments));
        assertNotNull(filter, arguments);
        return filter;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c:0",
                "ADDR c:0",
                "LADDR front:1",
                "USER default",
                "TYPE normal",
                "type NORMAL user default",
                "SKIPME yes",
                "ID 4503599627370497",
                "ID 1 ID 4503599627370497"
            })
    void meansThoseOnSharedLinks(String arguments) {
        assertTrue(filter(arguments).means(SHARED, ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c:1",
                "ADDR c:1",
                "LADDR c:0",
                "USER other",
                "TYPE pubsub",
                "TYPE slave",
                "ADDR c:0 TYPE master",
                "ID 4",
                "ID 4503599627370497 USER other"
            })
    void meansNobodyElse(String arguments) {
        assertFalse(filter(arguments).means(SHARED, "p:2"));
    }

    @Test
    void aNumberOfTheServersMeansWhoIsOnThatLink() {
        KillFilter filter = filter("ID 4");
        assertTrue(filter.means(SUBSCRIBER, "p:2"));
        assertFalse(filter.means(SUBSCRIBER, ""));
        assertFalse(filter("ID 4 TYPE normal").means(SUBSCRIBER, "p:2"));
        assertTrue(filter("TYPE pubsub").means(SUBSCRIBER, ""));
    }

    @Test
    void theServersLinesAreToldApartByWhatTheyTell() {
        ClientLine line = new ClientLine("id=4 addr=c:5 laddr=s:1 flags=N user=default");
        for (String mine : List.of("ID 4", "c:5", "LADDR s:1 USER default", "TYPE master")) {
            assertTrue(filter(mine).mayMean(line), mine);
        }
        for (String other : List.of("ID 5", "s:1", "LADDR c:5", "USER x ID 4")) {
            assertFalse(filter(other).mayMean(line), other);
        }
    }

    @Test
    void oneIsKilledByTheSameFiltersAndItsNumber() {
        assertEquals("CLIENT KILL ADDR c:5 ID 9", command("c:5"));
        assertEquals("CLIENT KILL ID 9", command("SKIPME no"));
        assertEquals("CLIENT KILL TYPE pubsub USER u ID 9", command("TYPE pubsub ID 3 USER u"));
    }

    private static String command(String arguments) {
        return filter(arguments).command(9).stream()
                .map(word -> new String(word, StandardCharsets.ISO_8859_1))
                .collect(Collectors.joining(" "));
    }

    @Test
    void theAskerIsSparedUnlessItSaysSo() {
        assertEquals(KillFilter.Asker.SPARED, filter("TYPE normal").asker());
        assertEquals(KillFilter.Asker.SPARED, filter("SKIPME no SKIPME YES").asker());
        assertEquals(KillFilter.Asker.MEANT, filter("skipme NO").asker());
        assertEquals(KillFilter.Asker.MEANT, filter("c:0").asker());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ID",
                "ID x",
                "ID 0",
                "ID -1",
                "ID 1 x",
                "TYPE none",
                "SKIPME maybe",
                "AGE 5",
                "ID +1"
            })
    void whatIsWrittenWronglyIsTheServersToRefuse(String arguments) {
        // One argument alone is an address.
        String more = arguments.contains(" ") ? arguments : arguments + " ";
        assertNull(KillFilter.of(words("CLIENT KILL " + more)), arguments);
        assertNull(KillFilter.of(words("CLIENT KILL")));
    }

    @Test
    void numbersAreExactInEveryLanguage() {
        long first = ClientNumbers.next();
        long second = ClientNumbers.next();
        assertTrue(first >= ClientNumbers.LEAST && second > first && second < 1L << 53);
    }
}
