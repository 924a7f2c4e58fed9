package dev.redoubt.backend;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/// The scripts that clients loaded (SCRIPT LOAD), for the next primary: its script cache is empty,
/// which is not the clients' problem. One per pool, for all its loops; the oldest go first.
///
/// Redis says of scripts that they are kept while the server lives and are not replicated:
/// <https://redis.io/docs/latest/develop/programmability/eval-intro/#script-cache>.
public final class ScriptShelf {
    private static final int MOST_BYTES = 1024 * 1024;
    private static final int MOST_SCRIPTS = 1024;

    private final SequencedSet<String> scripts = new LinkedHashSet<>();
    private int bytes;
    private volatile List<String> published = List.of();

    /// A server took this script.
    ///
    /// @param script in ISO 8859-1
    public synchronized void keep(String script) {
        if (script.length() > MOST_BYTES || !scripts.add(script)) {
            return;
        }
        bytes += script.length();
        while (bytes > MOST_BYTES || scripts.size() > MOST_SCRIPTS) {
            bytes -= scripts.removeFirst().length();
        }
        published = List.copyOf(scripts);
    }

    /// A client emptied the cache (SCRIPT FLUSH).
    public synchronized void clear() {
        scripts.clear();
        bytes = 0;
        published = List.of();
    }

    /// All of them, oldest first, in ISO 8859-1; from any thread.
    List<String> all() {
        return published;
    }
}
