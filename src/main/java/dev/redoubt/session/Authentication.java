package dev.redoubt.session;

import dev.redoubt.command.CommandSpec;
import dev.redoubt.command.Handling;
import dev.redoubt.config.Secret;

import io.netty.buffer.ByteBufAllocator;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/// AUTH and HELLO where they meet the pool's own password. That one is checked here; every other
/// user is Redis' to judge, over a private link that then is that user's.
final class Authentication {
    private static final String DEFAULT_USER = "default";

    private Authentication() {}

    /// AUTH (<https://redis.io/docs/latest/commands/auth/>).
    static boolean auth(Session session) {
        Secret password = session.context().config().password();
        List<byte[]> arguments = session.input().arguments();
        if (arguments.size() < 2) {
            return SpecialCommands.answer(session, Errors.arity("auth"));
        }
        if (arguments.size() > 3) {
            return SpecialCommands.answer(session, Errors.SYNTAX);
        }
        boolean named = arguments.size() == 3;
        boolean own = !named || Requests.text(arguments.get(1)).equals(DEFAULT_USER);
        if (password == null || !own) {
            return session.modes().enterPrivate();
        }
        if (!matches(password, arguments.getLast())) {
            return SpecialCommands.answer(session, Errors.WRONGPASS);
        }
        logIn(session);
        return SpecialCommands.answer(session, "+OK");
    }

    /// HELLO (<https://redis.io/docs/latest/commands/hello/>): the server answers it, but it must
    /// not see the pool's password, which need not be its own.
    static boolean hello(Session session) {
        List<byte[]> arguments = session.input().arguments();
        Secret password = session.context().config().password();
        int auth = authPlace(arguments);
        if (auth < 0 && !session.profile().isAuthenticated()) {
            return SpecialCommands.answer(session, Errors.NOAUTH_HELLO);
        }
        boolean own =
                auth >= 0
                        && password != null
                        && Requests.text(arguments.get(auth + 1)).equals(DEFAULT_USER);
        if (!own) {
            return session.modes().enterPrivate();
        }
        if (!matches(password, arguments.get(auth + 2))) {
            return SpecialCommands.answer(session, Errors.WRONGPASS);
        }
        logIn(session);
        List<byte[]> without = new ArrayList<>(arguments);
        without.subList(auth, auth + 3).clear();
        session.input().replace(without, ByteBufAllocator.DEFAULT);
        return true;
    }

    /// Whether an AUTH or HELLO in the middle of private state is for [#auth] or [#hello] to deal
    /// with: where it carries the pool's own password.
    static boolean concernsPool(Session session, CommandSpec spec) {
        if (session.context().config().password() == null) {
            return false;
        }
        List<byte[]> arguments = session.input().arguments();
        if (spec.handling() == Handling.AUTH) {
            return arguments.size() < 3 || Requests.text(arguments.get(1)).equals(DEFAULT_USER);
        }
        int auth = authPlace(arguments);
        return auth >= 0 && Requests.text(arguments.get(auth + 1)).equals(DEFAULT_USER);
    }

    private static void logIn(Session session) {
        session.profile().authenticate();
        session.become(session.profile().identity().as(session.context().identity()));
    }

    /// Where HELLO's AUTH stands, or -1; options that make no sense are the server's to refuse.
    static int authPlace(List<byte[]> arguments) {
        int index = 2;
        while (index < arguments.size()) {
            String option = Requests.word(arguments.get(index));
            if (option.equals("AUTH") && index + 2 < arguments.size()) {
                return index;
            }
            index += option.equals("SETNAME") ? 2 : arguments.size();
        }
        return -1;
    }

    private static boolean matches(@Nullable Secret expected, byte[] given) {
        return expected != null
                && MessageDigest.isEqual(expected.value().getBytes(StandardCharsets.UTF_8), given);
    }
}
