package dev.redoubt.clients.documented;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.redoubt.peers.Front;
import dev.redoubt.peers.LeakCheck;
import dev.redoubt.peers.RealRedis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/// Every command and subcommand that Redis documents, rightly and wrongly used, asked of Redis and
/// through Redoubt: each byte is the same. What is said is generated from COMMAND DOCS, so that a
/// newer Redis brings its commands along.
@ExtendWith(LeakCheck.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EveryCommandSuite {
    private final List<Documented> commands;
    private final Exemptions exemptions;
    private final Path users;
    private final RealRedis direct;
    private final RealRedis behind;
    private final Front front;
    private final Sides sides;

    /// @param documented the server whose commands are asked for
    /// @param server makes one of the servers that are asked, with these settings
    EveryCommandSuite(
            List<Documented> documented,
            Function<String[], RealRedis> server,
            Function<RealRedis, Front> front,
            Exemptions exemptions) {
        commands = documented;
        this.exemptions = exemptions;
        try {
            users = Files.createTempFile("redoubt-users", ".acl");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // Nothing that is only slow is told.
        String[] settings = {"--aclfile", users.toString(), "--slowlog-log-slower-than", "-1"};
        direct = server.apply(settings);
        behind = server.apply(settings);
        this.front = front.apply(behind);
        try {
            sides =
                    new Sides(
                            new Side(direct, direct.address()),
                            new Side(behind, this.front.address()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @TestFactory
    Stream<DynamicNode> soundsAsRedisDoes() {
        return Stream.of(Protocol.values())
                .map(protocol -> dynamicContainer(protocol.name(), tests(protocol)));
    }

    private Stream<DynamicNode> tests(Protocol protocol) {
        Account account = new Account(exemptions);
        Stream<DynamicNode> each =
                commands.stream()
                        .map(command ->
                                dynamicTest(
                                        command.name(), () -> compare(command, protocol, account)));
        DynamicNode last =
                dynamicTest(
                        "account",
                        () -> {
                            System.out.println(
                                    getClass().getSimpleName() + " " + protocol + ": " + account);
                            assertEquals(List.of(), account.complaints());
                            assertEquals(0, front.faults());
                        });
        return Stream.concat(each, Stream.of(last));
    }

    private void compare(Documented command, Protocol protocol, Account account)
            throws IOException {
        List<String> differences = new Comparison(command, protocol, sides).differences(account);
        assertTrue(differences.isEmpty(), () -> String.join("\n", differences));
    }

    @AfterAll
    void close() throws IOException {
        try (direct;
                behind;
                front;
                sides) {
            Files.delete(users);
        }
    }
}
