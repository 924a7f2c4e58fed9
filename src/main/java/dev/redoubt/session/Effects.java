package dev.redoubt.session;

import dev.redoubt.command.CommandSpec;
import dev.redoubt.config.Secret;
import dev.redoubt.net.Credentials;
import dev.redoubt.session.Effect.Subscription;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Reads from a command's arguments what it will do to its connection.
final class Effects {
    private static final Effect NONE = new Effect.None();

    /// Of a longer argument only the beginning is known.
    private static final int LONG_BYTES = 64 * 1024;

    private Effects() {}

    /// @param arguments the first ones
    /// @param count of all arguments
    static Effect of(CommandSpec spec, List<byte[]> arguments, int count) {
        return switch (spec.handling()) {
            case PLAIN,
                    SCRIPT,
                    BLOCKING,
                    WAIT,
                    QUIT,
                    RESET,
                    FOREIGN,
                    SENTINEL,
                    PUBLISH,
                    INFO,
                    ENDING,
                    MULTI,
                    WATCH,
                    SUBSCRIBE,
                    UNSUBSCRIBE ->
                    counted(spec, count - 1);
            case SELECT -> select(arguments);
            case MONITOR, REPLICATION -> new Effect.Uncounted();
            case AUTH -> login(arguments);
            case HELLO -> hello(arguments);
            case CONNECTION ->
                    switch (spec.name()) {
                        case "client" -> client(arguments, count);
                        case "script" -> script(arguments, count);
                        case "function", "shutdown" -> NONE;
                        case "replconf" -> replconf(arguments);
                        default -> new Effect.Keep();
                    };
        };
    }

    /// What a command does that can be told by its name and the number of its arguments.
    ///
    /// @param arguments behind the name
    static Effect counted(CommandSpec spec, int arguments) {
        return switch (spec.handling()) {
            case ENDING -> ending(spec.name());
            case MULTI -> new Effect.Begin();
            case WATCH -> new Effect.Watch();
            case SUBSCRIBE -> new Effect.Subscribe(arguments);
            case UNSUBSCRIBE -> new Effect.Unsubscribe(subscription(spec.name()), arguments);
            default -> NONE;
        };
    }

    private static Effect ending(String name) {
        return switch (name) {
            case "unwatch" -> new Effect.Unwatch();
            case "discard" -> new Effect.Discard();
            default -> new Effect.Execute();
        };
    }

    private static Subscription subscription(String name) {
        return switch (name.charAt(0)) {
            case 'p' -> Subscription.PATTERN;
            case 's' -> Subscription.SHARD;
            default -> Subscription.CHANNEL;
        };
    }

    private static Effect select(List<byte[]> arguments) {
        Integer database = database(arguments);
        return database == null ? NONE : new Effect.Select(database);
    }

    /// What SELECT asks for; null where the server will say no.
    static @Nullable Integer database(List<byte[]> arguments) {
        return arguments.size() == 2 ? integer(arguments.get(1)) : null;
    }

    private static Effect login(List<byte[]> arguments) {
        return switch (arguments.size()) {
            case 2 -> new Effect.Login(credentials(null, arguments.get(1)));
            case 3 -> new Effect.Login(credentials(arguments.get(1), arguments.get(2)));
            default -> NONE;
        };
    }

    private static Credentials credentials(byte @Nullable [] user, byte[] password) {
        return new Credentials(
                user == null ? null : Requests.text(user), new Secret(Requests.text(password)));
    }

    private static Effect hello(List<byte[]> arguments) {
        HelloOptions options = HelloOptions.of(arguments);
        if (options.protocol() == 0) {
            return NONE;
        }
        Credentials last = null;
        for (int place : options.logins()) {
            last = credentials(arguments.get(place), arguments.get(place + 1));
        }
        return new Effect.Hello(options.protocol(), options.name(), last, options.count());
    }

    /// SCRIPT DEBUG makes the next EVAL a dialogue; of an argument that is cut nothing is known.
    private static Effect script(List<byte[]> arguments, int count) {
        String subcommand = arguments.size() > 1 ? Requests.word(arguments.get(1)) : "";
        boolean whole = arguments.size() == count && arguments.getLast().length < LONG_BYTES;
        return switch (subcommand) {
            case "DEBUG" -> new Effect.Uncounted();
            case "LOAD" -> whole && count == 3 ? load(arguments.get(2)) : NONE;
            case "FLUSH" -> new Effect.Unload();
            default -> NONE;
        };
    }

    /// A server that agrees has read a number of milliseconds there.
    private static Effect pause(List<byte[]> arguments) {
        Integer millis = arguments.size() > 2 ? integer(arguments.get(2)) : null;
        return millis != null && millis > 0 ? new Effect.Pause(Duration.ofMillis(millis)) : NONE;
    }

    private static Effect load(byte[] script) {
        return new Effect.Load(new String(script, StandardCharsets.ISO_8859_1));
    }

    /// What a replica says of itself; ACK gets no answer, and GETACK one in the stream.
    private static Effect replconf(List<byte[]> arguments) {
        String option = arguments.size() > 1 ? Requests.word(arguments.get(1)) : "";
        return option.endsWith("ACK") ? new Effect.Uncounted() : new Effect.Keep();
    }

    private static Effect client(List<byte[]> arguments, int count) {
        String subcommand = arguments.size() > 1 ? Requests.word(arguments.get(1)) : "";
        return switch (subcommand) {
            case "SETNAME" ->
                    arguments.size() == 3 ? new Effect.Name(Requests.text(arguments.get(2))) : NONE;
            case "REPLY" ->
                    arguments.size() == 3 && Requests.word(arguments.get(2)).equals("ON")
                            ? NONE
                            : new Effect.Uncounted();
            case "TRACKING", "CACHING", "NO-EVICT", "NO-TOUCH" -> kept(arguments, count);
            // The number is this connection's, and somebody may be told to end or to unblock it.
            case "ID" -> count == 2 ? new Effect.Keep() : NONE;
            case "INFO", "LIST", "GETNAME", "GETREDIR", "TRACKINGINFO", "HELP", "KILL", "UNBLOCK" ->
                    NONE;
            case "PAUSE" -> pause(arguments);
            case "UNPAUSE" -> new Effect.Pause(Duration.ZERO);
            default -> new Effect.Taint();
        };
    }

    /// A redirection names a connection that is gone when the server is.
    private static Effect kept(List<byte[]> arguments, int count) {
        boolean whole = arguments.size() == count;
        List<String> words = new ArrayList<>();
        for (byte[] argument : arguments) {
            words.add(new String(argument, StandardCharsets.ISO_8859_1));
            whole &= argument.length < LONG_BYTES && !Requests.word(argument).equals("REDIRECT");
        }
        return whole ? new Effect.Keep(List.copyOf(words)) : new Effect.Keep();
    }

    private static @Nullable Integer integer(byte[] argument) {
        try {
            return Integer.valueOf(Requests.text(argument));
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
