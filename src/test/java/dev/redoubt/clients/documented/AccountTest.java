package dev.redoubt.clients.documented;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Set;

class AccountTest {
    private static Documented command(String name, Documented.Family family) {
        return new Documented(name, "list", Set.of(), Set.of(), family, List.of());
    }

    private static Account account(Map<String, String> exemptions, String... replies) {
        Account account = new Account(new Exemptions(exemptions));
        Documented command = command("some|thing", Documented.Family.CHILDLESS);
        account.see(command);
        for (String reply : replies) {
            account.note(command, new Sides.Said(List.of(reply), List.of(reply)));
        }
        return account;
    }

    @Test
    void oneSuccessIsEnough() {
        assertEquals(List.of(), account(Map.of(), "-ERR no\r\n", ":1\r\n").complaints());
    }

    @Test
    void noSuccessIsMissed() {
        assertEquals(
                List.of("some|thing: no call without an error"),
                account(Map.of(), "-ERR no\r\n", "(end)").complaints());
        assertEquals(
                List.of("some|thing: no call without an error"), account(Map.of()).complaints());
    }

    @Test
    void noSuccessMayHaveItsReason() {
        assertEquals(List.of(), account(Map.of("some|thing", "so"), "-ERR no\r\n").complaints());
        assertEquals(List.of(), account(Map.of("some|*", "so"), "-ERR no\r\n").complaints());
    }

    @Test
    void aReasonWithoutNeedIsWrong() {
        assertEquals(
                List.of("some|thing: an exemption for nothing"),
                account(Map.of("some|thing", "so"), ":1\r\n").complaints());
        assertEquals(
                List.of("other: an exemption for nothing"),
                account(Map.of("other", "so"), ":1\r\n").complaints());
    }

    @Test
    void whatTheServerDoesNotKnowIsNotMissed() {
        Account account =
                account(Map.of(), "-ERR unknown command `some`, with args beginning with: \r\n");
        assertEquals(List.of(), account.complaints());
        assertEquals(List.of("some|thing"), account.absent());
    }

    @Test
    void aContainerIsAskedForByItsSubcommands() {
        Account account = new Account(new Exemptions(Map.of()));
        account.see(command("some", Documented.Family.CONTAINER));
        assertEquals(List.of(), account.complaints());
    }
}
