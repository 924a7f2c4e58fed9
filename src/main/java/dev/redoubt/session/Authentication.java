package dev.redoubt.session;

import dev.redoubt.backend.Identity;
import dev.redoubt.command.CommandSpec;
import dev.redoubt.command.Handling;
import dev.redoubt.config.Secret;
import dev.redoubt.net.Credentials;
import dev.redoubt.resp.RequestScanner;

import io.netty.buffer.ByteBufAllocator;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// AUTH and HELLO where they meet the pool's own password. That one is checked here; every other
/// user is Redis' to judge, over a private link that then is that user's.
final class Authentication {
    private static final String DEFAULT_USER = "default";

    /// Redis allows no user a name with blanks in it, so whoever comes as this one is refused in
    /// the words, and at the moment, of any wrong password.
    private static final Credentials NOBODY = new Credentials("no such user", new Secret("-"));

    /// For a server that asks nobody for a password: it takes any.
    private static final Credentials ANYBODY = new Credentials(DEFAULT_USER, new Secret("-"));

    private Authentication() {}

    /// AUTH on a clean connection (<https://redis.io/docs/latest/commands/auth/>).
    static boolean auth(Session session) {
        Secret password = session.context().config().password();
        List<byte[]> arguments = session.input().arguments();
        if (arguments.size() < 2) {
            return SpecialCommands.answer(session, Errors.arity("auth"));
        }
        if (arguments.size() > 3) {
            return SpecialCommands.answer(session, Errors.SYNTAX);
        }
        boolean own = arguments.size() == 2 || isDefault(arguments.get(1));
        if (password == null || !own) {
            return session.modes().enterPrivate();
        }
        if (!matches(password, arguments.getLast())) {
            return SpecialCommands.answer(session, Errors.WRONGPASS);
        }
        session.authenticate();
        session.become(session.profile().identity().as(session.context().identity()));
        return SpecialCommands.answer(session, "+OK");
    }

    /// HELLO on a clean connection: the server answers it, unless it must not be asked by somebody
    /// whom nobody knows.
    static boolean hello(Session session) {
        HelloOptions options = HelloOptions.of(session.input().arguments());
        if (options.logins().isEmpty() && !session.profile().isAuthenticated()) {
            String problem = options.problem();
            return SpecialCommands.answer(session, problem == null ? Errors.NOAUTH_HELLO : problem);
        }
        return session.modes().enterPrivate();
    }

    /// Makes of an AUTH or HELLO that is about to take a private link one that the server can
    /// judge: it must not see the pool's password, which need not be its own, nor may it let in
    /// with any password whom the pool would ask for one, nor judge more of a huge request than was
    /// looked at here. The scanner stands on the request before and after.
    static void translate(Session session, CommandSpec spec) {
        boolean auth = spec.handling() == Handling.AUTH;
        if (!auth && spec.handling() != Handling.HELLO) {
            return;
        }
        RequestScanner scanner = session.input().scanner();
        List<byte[]> arguments = new ArrayList<>(session.input().arguments());
        boolean cut = Requests.encodedLength(arguments) != scanner.end() - scanner.start();
        Secret password = session.context().config().password();
        if (password != null && auth && arguments.size() == 2) {
            arguments.add(1, bytes(DEFAULT_USER));
        }
        List<Integer> logins =
                !auth
                        ? HelloOptions.of(arguments).logins()
                        : arguments.size() == 3 ? List.of(1) : List.of();
        if ((password != null && substitute(session, password, arguments, logins)) || cut) {
            session.input().replace(arguments, ByteBufAllocator.DEFAULT);
            scanner.scan(session.input().buffer());
        }
    }

    /// Puts the server's password where the pool's is shown; whether it was.
    private static boolean substitute(
            Session session, Secret password, List<byte[]> arguments, List<Integer> logins) {
        boolean changed = false;
        for (int place : logins) {
            if (isDefault(arguments.get(place))) {
                boolean right = matches(password, arguments.get(place + 1));
                Credentials shown = right ? own(session).orElse(ANYBODY) : NOBODY;
                arguments.set(place, bytes(user(shown)));
                arguments.set(place + 1, bytes(shown.password().value()));
                changed = true;
            }
        }
        return changed;
    }

    /// What the session is once the server has let in these credentials. The pool's own user is the
    /// pool's own identity, whatever the password was.
    static Identity identity(Session session, Credentials credentials) {
        boolean own =
                user(credentials)
                        .equals(own(session).map(Authentication::user).orElse(DEFAULT_USER));
        return own
                ? session.profile().identity().as(session.context().identity())
                : session.profile().identity().withCredentials(credentials);
    }

    private static Optional<Credentials> own(Session session) {
        return session.context().identity().credentials();
    }

    private static String user(Credentials credentials) {
        String name = credentials.username();
        return name == null ? DEFAULT_USER : name;
    }

    private static boolean isDefault(byte[] user) {
        return Requests.text(user).equals(DEFAULT_USER);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static boolean matches(Secret expected, byte[] given) {
        return MessageDigest.isEqual(bytes(expected.value()), given);
    }
}
