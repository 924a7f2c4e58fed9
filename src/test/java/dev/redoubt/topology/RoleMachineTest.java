package dev.redoubt.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.config.HostPort;
import dev.redoubt.net.Ending;
import dev.redoubt.net.PeerPhase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class RoleMachineTest {
    private static final RoleConfig CONFIG =
            new RoleConfig(
                    List.of(new HostPort("a", 1), new HostPort("b", 2), new HostPort("c", 3)),
                    Duration.ofSeconds(1));

    private final List<RoleAction> actions = new ArrayList<>();
    private RoleState state = RoleMachine.initial(CONFIG, 0);
    private long nowNanos;

    /// Each letter is what one server of a, b, c claims: primary, replica, unreachable, or `-` for
    /// no answer yet, told one after the other. Steps are separated by spaces; the last word is who
    /// is primary then.
    @ParameterizedTest
    @CsvSource({
        "prr, a",
        "p--, none",
        "pu-, none",
        "puu, a",
        "ppr, none",
        "rrr, none",
        "uuu, none",
        "prr ppr, a",
        "prr rpr, b",
        "prr brr, a",
        "prr brr brr, a",
        "brr, none",
        "prr urr brr, none",
        "prr urr, none",
        "prr urr upr, b",
        "prr urr ppr, a",
        "prr upp, b",
        "ppr rpr, b",
        "prr rrr prr, a"
    })
    void whoIsPrimary(String steps, String primary) {
        for (String claims : steps.split(" ", -1)) {
            claim(claims);
        }
        assertEquals(
                primary.equals("none") ? Optional.empty() : Optional.of(primary),
                published().primary().map(HostPort::host));
    }

    @Test
    void rivalsAreToldOnce() {
        claim("ppr");
        claim("ppr");
        assertEquals(
                "2 servers claim to be primary (a:1, b:2): choosing one could lose writes",
                published().reason());
        assertEquals(1, count(RoleAction.TellRivals.class));
    }

    @Test
    void theReasonNamesEachServer() {
        claim("ru-");
        assertEquals(
                "no server is primary: a:1 is a replica of a:1, b:2 cannot be used (connection"
                        + " refused), c:3 has not answered yet",
                published().reason());
    }

    @Test
    void aBrokenConnectionIsNoFailedProbe() {
        claim("prr");
        play(new RoleEvent.Lost(0, new Ending(Ending.Kind.BROKEN, "closed"), 0));
        assertEquals(Optional.of("a"), published().primary().map(HostPort::host));
        assertEquals(new RoleAction.WakeIn(50_000_000L), actions.getLast());
        nowNanos += 50_000_000L;
        play(new RoleEvent.Woken());
        assertEquals(new RoleAction.Connect(0), lastOf(RoleAction.Connect.class));
        play(new RoleEvent.Lost(0, new Ending(Ending.Kind.UNREACHABLE, "refused"), 0));
        assertEquals(Optional.empty(), published().primary());
    }

    @Test
    void troubleIsToldOnceAndItsEndToo() {
        claim("prr");
        claim("pru");
        claim("pru");
        assertEquals(1, count(RoleAction.TellTrouble.class));
        claim("prr");
        assertEquals(1, count(RoleAction.TellBack.class));
    }

    @Test
    void aBusyPrimaryIsToldEachTimeItSaysSo() {
        claim("bbb");
        claim("prr");
        claim("prb");
        assertEquals(0, count(RoleAction.PublishBusy.class));
        claim("brr");
        claim("brr");
        assertEquals(2, count(RoleAction.PublishBusy.class));
    }

    @Test
    void probesAreCalmWithAPrimaryAndEagerWithout() {
        claim("prr");
        claim("prr");
        assertEquals(new RoleAction.WakeIn(1_000_000_000L), actions.getLast());
        play(new RoleEvent.Suspected());
        assertEquals(new RoleAction.WakeIn(100_000_000L), actions.getLast());
        nowNanos += 100_000_000L;
        play(new RoleEvent.Woken());
        // The question to a is still unanswered.
        assertEquals(
                List.of(new RoleAction.Ask(1), new RoleAction.Ask(2)),
                actions.subList(actions.size() - 2, actions.size()));
        claim("rrr");
        assertEquals(new RoleAction.WakeIn(100_000_000L), lastOf(RoleAction.WakeIn.class));
    }

    private void claim(String claims) {
        nowNanos += 100_000_000L;
        for (int i = 0; i < claims.length(); i++) {
            int server = i;
            switch (claims.charAt(i)) {
                case 'p' -> answer(server, new RoleClaim.Primary());
                case 'r' -> answer(server, new RoleClaim.Replica(CONFIG.servers().getFirst()));
                case 'b' -> answer(server, new RoleClaim.Busy("BUSY"));
                case 'u' ->
                        play(
                                new RoleEvent.Lost(
                                        server,
                                        new Ending(Ending.Kind.UNREACHABLE, "connection refused"),
                                        0));
                default -> {}
            }
        }
    }

    private void answer(int server, RoleClaim claim) {
        if (actions.isEmpty()) {
            play(new RoleEvent.Started());
        }
        if (!(state.servers().get(server).phase() instanceof PeerPhase.Asking)) {
            play(new RoleEvent.Connected(server));
        }
        play(new RoleEvent.Answered(server, claim));
    }

    private void play(RoleEvent event) {
        RoleMachine.Step step = RoleMachine.step(CONFIG, state, event, nowNanos);
        state = step.state();
        actions.addAll(step.actions());
    }

    private RoleAction.Publish published() {
        return (RoleAction.Publish) lastOf(RoleAction.Publish.class);
    }

    private RoleAction lastOf(Class<? extends RoleAction> type) {
        return actions.reversed().stream().filter(type::isInstance).findFirst().orElseThrow();
    }

    private long count(Class<? extends RoleAction> type) {
        return actions.stream().filter(type::isInstance).count();
    }
}
