package dev.redoubt.backend;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.stream.Stream;

/// The scripts that clients loaded (SCRIPT LOAD) or ran (EVAL), for the next primary: its script
/// cache is empty, which is not the clients' problem. One per pool, for all its loops; the oldest
/// go first, and those that were only run never push out what was loaded.
///
/// Redis says of scripts that they are kept while the server lives and are not replicated:
/// <https://redis.io/docs/latest/develop/programmability/eval-intro/#script-cache>.
public final class ScriptShelf {
    /// What lies on it, each oldest first, in ISO 8859-1.
    public record Contents(List<String> loaded, List<String> run) {
        public static final Contents NONE = new Contents(List.of(), List.of());

        /// Keeps unchangeable copies.
        public Contents {
            loaded = List.copyOf(loaded);
            run = List.copyOf(run);
        }
    }

    private final Row loaded = new Row(1024);
    // As many as Redis itself keeps of these since 7.4.
    private final Row run = new Row(500);
    private volatile long forgotten;

    /// A server took this script.
    ///
    /// @param script in ISO 8859-1
    public synchronized void loaded(String script) {
        forgotten += loaded.keep(script);
    }

    /// This script was sent to be run.
    ///
    /// @param script in ISO 8859-1
    public synchronized void ran(String script) {
        forgotten += run.keep(script);
    }

    /// A client emptied the cache (SCRIPT FLUSH).
    public synchronized void clear() {
        loaded.clear();
        run.clear();
        forgotten++;
    }

    /// All of it.
    public synchronized Contents contents() {
        return new Contents(List.copyOf(loaded.scripts), List.copyOf(run.scripts));
    }

    /// Puts these on it as well.
    public synchronized void add(Contents contents) {
        contents.loaded().forEach(this::loaded);
        contents.run().forEach(this::ran);
    }

    /// Changes whenever a script is not here any more.
    public long forgotten() {
        return forgotten;
    }

    /// All of them, oldest first, in ISO 8859-1; from any thread.
    synchronized List<String> all() {
        return Stream.concat(loaded.scripts.stream(), run.scripts.stream()).distinct().toList();
    }

    private static final class Row {
        private static final int MOST_BYTES = 1024 * 1024;

        private final SequencedSet<String> scripts = new LinkedHashSet<>();
        private final int most;
        private int bytes;

        Row(int most) {
            this.most = most;
        }

        /// @return how many had to go for it
        int keep(String script) {
            if (script.length() > MOST_BYTES || !scripts.add(script)) {
                return 0;
            }
            bytes += script.length();
            int gone = 0;
            while (bytes > MOST_BYTES || scripts.size() > most) {
                bytes -= scripts.removeFirst().length();
                gone++;
            }
            return gone;
        }

        void clear() {
            scripts.clear();
            bytes = 0;
        }
    }
}
