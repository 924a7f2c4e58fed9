package dev.redoubt.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.backend.Identity;
import dev.redoubt.config.Secret;
import dev.redoubt.net.Credentials;
import dev.redoubt.session.ClientFacts.Numbering;
import dev.redoubt.session.ClientFacts.Standing;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

class ClientListingTest {
    private static final long FIRST = ClientNumbers.LEAST + 1;
    private static final Identity PLAIN = new Identity(0, 2, Optional.empty());

    /// Field orders of no version in particular.
    private static final String DIRECT = "id=3 addr=10.0.0.9:5 laddr=s:1 name= db=0 cmd=get resp=2";

    private static final String SHARED_LINK =
            DIRECT.replace("id=3 addr=10.0.0.9:5", "id=4 addr=p:1");
    private static final String PRIVATE_LINK =
            DIRECT.replace("id=3 addr=10.0.0.9:5", "id=5 addr=p:2");
    private static final String OTHER_LINK =
            DIRECT.replace("id=3 addr=10.0.0.9:5", "id=6 addr=p:3");
    private static final String TOLD =
            String.join("\n", DIRECT, SHARED_LINK, PRIVATE_LINK, OTHER_LINK, "");
    private static final Set<String> OWN = Set.of("p:1", "p:2", "p:3");

    static ClientFacts client(long number, String link, Standing standing) {
        return new ClientFacts(
                number,
                "c:" + (number - FIRST),
                "front:1",
                link,
                "",
                standing,
                "me",
                PLAIN.withDatabase(7).withProtocol(3),
                Duration.ofMillis(61_900),
                Duration.ofSeconds(2));
    }

    private static final ClientFacts SHARED = client(FIRST, "", Standing.SHARED);
    private static final ClientFacts ALONE =
            client(FIRST + 1, "p:2", new Standing("normal", Numbering.REDOUBT));
    private static final ClientFacts NUMBERED =
            client(FIRST + 2, "p:3", new Standing("pubsub", Numbering.SERVER));

    private static List<String> list(ListFilter filter, ClientFacts... clients) {
        return ClientListing.of(TOLD, OWN, List.of(clients), filter).lines().toList();
    }

    private static final String SHARED_LINE =
            "id=%d addr=c:0 laddr=front:1 name=me db=7 cmd=NULL resp=3".formatted(FIRST);
    private static final String ALONE_LINE =
            PRIVATE_LINK
                    .replace("id=5 addr=p:2 laddr=s:1", "id=%d addr=c:1 laddr=front:1")
                    .formatted(FIRST + 1);
    private static final String NUMBERED_LINE =
            OTHER_LINK.replace("addr=p:3 laddr=s:1", "addr=c:2 laddr=front:1");

    @Test
    void linksBecomeClientsAndWhoHasNoneGetsALine() {
        assertEquals(
                List.of(DIRECT, ALONE_LINE, NUMBERED_LINE, SHARED_LINE),
                list(new ListFilter.All(), NUMBERED, SHARED, ALONE));
    }

    @Test
    void linksThatNobodyUsesAreLeftOut() {
        assertEquals(List.of(DIRECT), list(new ListFilter.All()));
    }

    @Test
    void whoseLinkTheListDoesNotHaveIsInItAllTheSame() {
        ClientFacts moved = client(FIRST, "p:9", new Standing("normal", Numbering.REDOUBT));
        assertEquals(List.of(DIRECT, SHARED_LINE), list(new ListFilter.All(), moved));
    }

    @Test
    void ofATypeOnlyThoseOnSharedLinksAreAdded() {
        ClientFacts moved = client(FIRST + 3, "p:9", new Standing("normal", Numbering.REDOUBT));
        assertEquals(
                List.of(DIRECT, SHARED_LINE), list(new ListFilter.OfType("normal"), SHARED, moved));
        assertEquals(List.of(DIRECT), list(new ListFilter.OfType("pubsub"), SHARED));
    }

    @Test
    void byNumberInTheOrderThatWasAsked() {
        assertEquals(
                List.of(ALONE_LINE, DIRECT, SHARED_LINE),
                list(
                        new ListFilter.Numbered(List.of(FIRST + 1, 3L, FIRST, 77L)),
                        SHARED,
                        ALONE,
                        NUMBERED));
    }

    /// A number of a link that is not its client's for good means nobody.
    @Test
    void aNumberOfTheServersMeansWhomItTold() {
        assertEquals(
                List.of(NUMBERED_LINE),
                list(new ListFilter.Numbered(List.of(4L, 5L, 6L)), SHARED, ALONE, NUMBERED));
    }

    @Test
    void withoutALineTheFieldsAreThoseOfRedis7() {
        String line = ClientListing.of("", OWN, List.of(SHARED), new ListFilter.All()).strip();
        assertTrue(
                line.startsWith(
                        "id=" + FIRST + " addr=c:0 laddr=front:1 fd=0 name=me age=61 idle=2"));
        assertTrue(line.contains(" flags=N db=7 sub=0 psub=0 ssub=0 multi=-1 qbuf=0 "), line);
        assertTrue(line.endsWith(" events=r cmd=NULL user=default redir=-1 resp=3"), line);
    }

    @Test
    void repliesComeThroughTheBufferOfTheSharedLink() {
        String told = "id=4 addr=p:1 laddr=s:1 rbs=1024 rbp=77 cmd=get\n";
        ClientFacts client =
                new ClientFacts(
                        FIRST,
                        "c:0",
                        "front:1",
                        "",
                        "p:1",
                        Standing.SHARED,
                        "",
                        PLAIN,
                        Duration.ZERO,
                        Duration.ZERO);
        assertEquals(
                "id=" + FIRST + " addr=c:0 laddr=front:1 rbs=1024 rbp=77 cmd=NULL\n",
                ClientListing.of(told, OWN, List.of(client), new ListFilter.All()));
    }

    @Test
    void aUserIsToldInBytes() {
        Identity user = PLAIN.withCredentials(new Credentials("zoë", new Secret("pw")));
        ClientFacts facts =
                new ClientFacts(
                        1, "", "", "", "", Standing.SHARED, "", user, Duration.ZERO, Duration.ZERO);
        assertEquals(
                "zoë",
                new String(
                        facts.user().getBytes(StandardCharsets.ISO_8859_1),
                        StandardCharsets.UTF_8));
        assertEquals("default", SHARED.user());
    }

    @Test
    void aFieldIsFoundByItsWholeName() {
        ClientLine line = new ClientLine("id=1 laddr=a addr=b name= cmd=x");
        assertEquals("b", line.value("addr"));
        assertEquals("", line.value("name"));
        assertEquals("", line.value("none"));
        assertEquals("id=1 laddr=a addr=b name=n cmd=x", line.with("name", "n").text());
        assertEquals("id=1 laddr=a addr=b name= cmd=yy", line.with("cmd", "yy").text());
        assertEquals(line, line.with("none", "n"));
        assertEquals(List.of("id", "laddr", "addr", "name", "cmd"), line.names());
    }

    private static List<byte[]> words(String command) {
        return Stream.of(command.split(" ", -1))
                .map(word -> word.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void aListMayBeAskedForSome() {
        assertEquals(new ListFilter.All(), ListFilter.of(words("CLIENT LIST")));
        assertEquals(
                new ListFilter.OfType("normal"), ListFilter.of(words("CLIENT LIST type NORMAL")));
        ListFilter numbered = ListFilter.of(words("CLIENT LIST ID 1 2"));
        assertEquals(new ListFilter.Numbered(List.of(1L, 2L)), numbered);
        assertFalse(new ListFilter.Numbered(List.of(1L)).needsAll());
        assertTrue(new ListFilter.Numbered(List.of(1L, FIRST)).needsAll());
    }

    @Test
    void whatIsWrittenWronglyIsTheServersToRefuse() {
        for (String wrong :
                List.of("x", "TYPE", "ID", "ID x", "ID 1 +2", "TYPE normal x", "ID 007")) {
            assertNull(ListFilter.of(words("CLIENT LIST " + wrong)), wrong);
        }
    }
}
