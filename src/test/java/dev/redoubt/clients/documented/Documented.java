package dev.redoubt.clients.documented;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/// A command or subcommand as its server documents it.
///
/// @param name in lower case, a subcommand's with its command's: `acl|setuser`
/// @param group such as `list`
/// @param flags as COMMAND tells them
/// @param hints the command tips that COMMAND tells, such as `nondeterministic_output`
/// @param family whether it has subcommands
record Documented(
        String name,
        String group,
        Set<String> flags,
        Set<String> hints,
        Family family,
        List<Argument> arguments) {
    /// What stands below a command.
    enum Family {
        CONTAINER,
        CHILDLESS
    }

    /// How a request begins.
    List<String> words() {
        return List.of(name.toUpperCase(Locale.ROOT).split("\\|", -1));
    }

    boolean isContainer() {
        return family == Family.CONTAINER;
    }

    boolean changesNothing() {
        return flags.contains("readonly");
    }

    /// What scripts may not call is what concerns a connection or the whole server.
    boolean isPlain() {
        return !flags.contains("noscript");
    }
}
