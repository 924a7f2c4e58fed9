package dev.redoubt.sessions;

import dev.redoubt.peers.RawClient;

import java.util.HashMap;
import java.util.Map;

/// The model of one client: its connection's state and its own keys. Changed by the thread that
/// reads the replies; another sees it as it is when the client has settled.
final class Mirror {
    private final Map<String, Belief> beliefs = new HashMap<>();
    private volatile int protocol = 2;
    private volatile int database;
    private volatile String name = "";
    private volatile boolean watching;

    int protocol() {
        return protocol;
    }

    void speaks(int version) {
        protocol = version;
    }

    int database() {
        return database;
    }

    void selected(int index) {
        database = index;
    }

    void named(String given) {
        name = given;
    }

    /// RESET was answered.
    void reset() {
        protocol = 2;
        database = 0;
        name = "";
        watching = false;
    }

    /// It watches something, or may do so.
    void watches() {
        watching = true;
    }

    void watchesNothing() {
        watching = false;
    }

    boolean isWatching() {
        return watching;
    }

    String nameReply() {
        return name.isEmpty() ? nil() : bulk(name);
    }

    /// What a key may hold in the database that is selected.
    Belief belief(String key) {
        return beliefs.computeIfAbsent(database + "/" + key, _ -> new Belief());
    }

    String nil() {
        return protocol == 2 ? "$-1\r\n" : "_\r\n";
    }

    String nilArray() {
        return protocol == 2 ? "*-1\r\n" : "_\r\n";
    }

    /// The head of a map of so many pairs.
    String map(int pairs) {
        return protocol == 2 ? "*" + 2 * pairs + "\r\n" : "%" + pairs + "\r\n";
    }

    static String bulk(String value) {
        return "$" + value.length() + "\r\n" + value + "\r\n";
    }

    /// An array of bulk strings.
    static String bulks(String... values) {
        // A request is one, too.
        return RawClient.request(values);
    }
}
