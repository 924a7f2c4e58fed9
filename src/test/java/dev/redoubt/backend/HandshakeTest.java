package dev.redoubt.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.redoubt.config.ByteSize;
import dev.redoubt.config.DurabilityConfig;
import dev.redoubt.config.DurabilityConfig.Replicas;
import dev.redoubt.config.FailoverConfig;
import dev.redoubt.config.HostPort;
import dev.redoubt.config.OwnDurability;
import dev.redoubt.config.Secret;
import dev.redoubt.config.UnansweredWrites;
import dev.redoubt.net.Credentials;
import dev.redoubt.net.Loop;
import dev.redoubt.net.Loops;
import dev.redoubt.net.OwnConnections;
import dev.redoubt.net.Transport;
import dev.redoubt.resp.Wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// What is said first on a link, and what is made of the answers.
final class HandshakeTest {
    private static final Credentials APP = new Credentials("app", new Secret("pw"));
    private static final Credentials GUEST = new Credentials("guest", new Secret("gp"));
    private static final Identity OWN = new Identity(0, 2, Optional.of(APP));
    private static final String MASTER = "*3|$6|master|:0|*0|";

    private final Loops loops = new Loops(Transport.NIO, 1);
    private final Loop loop = loops.loops().getFirst();
    private final List<String> story = new ArrayList<>();

    @AfterEach
    void end() {
        loops.close();
    }

    private final class Probe extends Link {
        Probe(Identity identity) {
            super(loop, new HostPort("10.0.0.1", 6379), identity);
        }

        @Override
        void writeOut() {}

        @Override
        void received(ByteBuf in) {
            story.add("received " + Wire.text(in).replace("\r\n", "|"));
        }

        @Override
        boolean isBulk() {
            return false;
        }

        @Override
        void onOpen() {
            story.add("open");
        }

        @Override
        void onOpenFailed(OpenFailure failure) {
            story.add(failure.kind() + " " + failure.text());
        }

        @Override
        void onClosed(String reason) {
            story.add("closed");
        }
    }

    /// Returns what was asked; what came of the answers is the story.
    private String shake(Identity identity, String... answers) throws Exception {
        return shake(identity, promising(Optional.empty()), answers);
    }

    private static Pledges promising(Optional<DurabilityConfig> durability) {
        return new Pledges(
                new FailoverConfig(
                        Optional.empty(),
                        new ByteSize(1),
                        UnansweredWrites.ERROR,
                        durability,
                        OwnDurability.NONE));
    }

    private String shake(Identity identity, Pledges pledges, String... answers) throws Exception {
        StringBuilder asked = new StringBuilder();
        loop.eventLoop()
                .submit(() -> {
                    EmbeddedChannel channel =
                            new EmbeddedChannel(
                                    new Handshake(
                                            new Probe(identity),
                                            OWN,
                                            Duration.ofSeconds(1),
                                            "name",
                                            List.of(),
                                            new OwnConnections(),
                                            pledges));
                    @Nullable ByteBuf out = channel.readOutbound();
                    if (out != null) {
                        asked.append(Wire.text(out).replaceAll("[*$]\\d+\r\n", ""));
                        out.release();
                    }
                    for (String answer : answers) {
                        if (channel.isOpen()) {
                            channel.writeInbound(Wire.of(answer.replace("|", "\r\n")));
                        }
                    }
                    channel.close();
                    assertFalse(channel.finish());
                })
                .get(10, TimeUnit.SECONDS);
        return asked.toString().replace("\r\n", " ").trim();
    }

    @Test
    void theOwnUserSaysEverything() throws Exception {
        assertEquals(
                "aUTH app pw hELLO 3 sELECT 1 cLIENT SETNAME name pING rOLE",
                shake(OWN.withProtocol(3).withDatabase(1), "+OK|%0|+OK|+OK|+PONG|" + MASTER));
        assertEquals("open", story.getFirst());
    }

    /// Who may not SELECT may still be in another database, as on a connection of its own.
    @Test
    void anotherUsersLoginIsTheLastWord() throws Exception {
        Identity guest = OWN.withCredentials(GUEST).withDatabase(1);
        assertEquals(
                "aUTH app pw sELECT 1 cLIENT SETNAME name pING rOLE aUTH guest gp",
                shake(guest, "+OK|+OK|+OK|+PONG|" + MASTER + "+OK|"));
        assertEquals("open", story.getFirst());
    }

    /// A server that was started again answers as primary at once, whatever it has.
    @ParameterizedTest
    @CsvSource({
        "'', open",
        "1234, open",
        "5678, RESTARTED",
    })
    void whereWritesAreDurableTheProcessMustBeKnown(String trusted, String expected)
            throws Exception {
        Pledges pledges =
                promising(
                        Optional.of(
                                new DurabilityConfig(
                                        new Replicas.Count(1), Duration.ofSeconds(1))));
        pledges.trust(trusted);
        String info = "$28|# Server|run_id:1234|x:y||";
        assertEquals(
                "aUTH app pw cLIENT SETNAME name pING rOLE iNFO server",
                shake(OWN, pledges, "+OK|+OK|+PONG|" + MASTER + info));
        assertEquals(expected, story.getFirst().split(" ", 2)[0]);
        story.clear();
        // It cannot be known: then nothing that was acknowledged can be, either.
        shake(OWN, pledges, "+OK|+OK|+PONG|" + MASTER + "-NOPERM no|");
        assertEquals("open", story.getFirst());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            nullValues = "-",
            value = {
                "+OK|+OK|+PONG|*3|$6|master|:0|*0|+OK|; open",
                "+OK|+OK|+PONG|*1|$5|slave|+OK|; NOT_PRIMARY its ROLE is slave",
                "-WRONGPASS no|+OK|; UNREACHABLE the pool's own user is refused: WRONGPASS no",
                "-ERR AUTH <password> called without any password"
                        + " configured|+OK|+PONG|*1|$6|master|+OK|; open",
                "+OK|+OK|+PONG|*1|$6|master|-WRONGPASS no|; REFUSED WRONGPASS no",
                "-LOADING wait|; UNREACHABLE LOADING wait",
                "+OK|+OK|+PONG|*1|$6|master|+OK|+MORE|; UNREACHABLE the server sent what nobody"
                        + " asked for",
                "+OK|?; UNREACHABLE not Redis: a value starts with one of +-:$*_#,(!=%~>| at byte"
                        + " 0",
                "+OK|; UNREACHABLE connection closed during the handshake"
            })
    void answersForAnotherUser(String answers, String expected) throws Exception {
        shake(OWN.withCredentials(GUEST), answers);
        assertEquals(expected, story.getFirst());
        story.clear();
        shake(OWN.withCredentials(GUEST), answers.split("(?<=.)", -1));
        String afterwards = expected.contains("nobody asked") ? "open" : expected;
        assertEquals(afterwards, story.getFirst());
    }
}
