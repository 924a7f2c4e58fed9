package dev.redoubt.peers;

import dev.redoubt.resp.OwnCommands;

import java.util.List;
import java.util.Locale;

/// Undoes the spelling of Redoubt's own commands, as a server does that takes names in any case.
final class Spelling {
    private Spelling() {}

    /// @param request its first argument is changed if it is spelled so
    static void undo(List<String> request) {
        String name = request.getFirst();
        if (name.equals(OwnCommands.spelled(name))) {
            request.set(0, name.toUpperCase(Locale.ROOT));
        }
    }
}
