package dev.redoubt.session;

import dev.redoubt.session.Effect.Subscription;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;

/// What a private connection carries that another can be given as well: the names of its
/// subscriptions and its settings. Bounded, for each session and for all of a loop; what found no
/// room, or is not known, makes the whole not worth giving. Owned by one session.
///
/// Words are kept as ISO 8859-1, which holds any bytes.
final class Belongings {
    /// Of names and settings of one session.
    static final int LIMIT_BYTES = 1024 * 1024;

    /// What one costs besides its characters, roughly.
    private static final int ENTRY_BYTES = 64;

    private final SessionContext context;
    private final Map<Subscription, Set<String>> names = new EnumMap<>(Subscription.class);
    private final SequencedSet<List<String>> tracking = new LinkedHashSet<>();
    private final Map<String, List<String>> switches = new LinkedHashMap<>();
    private int bytes;
    private boolean namesMissing;
    private boolean settingsMissing;
    private boolean aboutTheNext;

    Belongings(SessionContext context) {
        this.context = context;
    }

    /// Whether all of it could be given to another connection now.
    boolean areWhole() {
        return !namesMissing && !settingsMissing && !aboutTheNext;
    }

    boolean isTracking() {
        return !tracking.isEmpty();
    }

    /// How many names of this kind are subscribed.
    int count(Subscription kind) {
        return names(kind).size();
    }

    Set<String> names(Subscription kind) {
        return names.getOrDefault(kind, Set.of());
    }

    /// The commands that make the settings, in their order.
    List<List<String>> settings() {
        List<List<String>> all = new ArrayList<>(switches.values());
        all.addAll(tracking);
        return all;
    }

    void subscribed(Subscription kind, String name) {
        if (!namesMissing
                && names.computeIfAbsent(kind, each -> new HashSet<>()).add(name)
                && !fits(name.length() + ENTRY_BYTES)) {
            missName();
        }
    }

    /// A name was confirmed that is too long to know.
    void missName() {
        namesMissing = true;
        dropNames();
    }

    void unsubscribed(Subscription kind, String name) {
        if (names.getOrDefault(kind, new HashSet<>()).remove(name)) {
            fits(-name.length() - ENTRY_BYTES);
        }
    }

    /// Nothing is subscribed any more.
    void subscribedToNothing() {
        dropNames();
        namesMissing = false;
    }

    private void dropNames() {
        names.values().forEach(all -> all.forEach(name -> fits(-name.length() - ENTRY_BYTES)));
        names.clear();
    }

    /// A setting that would have to be made in a way that nobody knows.
    void missSetting() {
        settingsMissing = true;
        settings().forEach(each -> fits(-size(each)));
        tracking.clear();
        switches.clear();
    }

    /// The server agreed to a CLIENT command that stays with its connection.
    ///
    /// @param last whether no other command was sent behind it
    void keep(List<String> command, boolean last) {
        if (settingsMissing) {
            return;
        }
        switch (command.get(1).toUpperCase(Locale.ROOT)) {
            case "TRACKING" -> track(command);
            case "CACHING" -> aboutTheNext = last;
            default -> {
                List<String> before =
                        switches.put(command.get(1).toUpperCase(Locale.ROOT), command);
                account(before == null ? List.of() : before, command);
            }
        }
    }

    private void track(List<String> command) {
        if (command.size() > 2 && command.get(2).equalsIgnoreCase("OFF")) {
            tracking.forEach(each -> account(each, List.of()));
            tracking.clear();
        } else {
            // The last one of equal ones counts: it may undo what came in between.
            boolean again = tracking.remove(command);
            tracking.add(command);
            account(again ? command : List.of(), command);
        }
    }

    private void account(List<String> gone, List<String> come) {
        if (!fits(size(come) - size(gone))) {
            missSetting();
        }
    }

    private static int size(List<String> command) {
        return command.stream().mapToInt(word -> word.length() + ENTRY_BYTES).sum();
    }

    /// A command was sent: CLIENT CACHING speaks of no later one.
    void sent() {
        aboutTheNext = false;
    }

    /// Counts `delta` more bytes; whether there is room for them.
    private boolean fits(int delta) {
        bytes += delta;
        return context.remembers(delta) && bytes <= LIMIT_BYTES;
    }

    /// The connection is gone for good.
    void forget() {
        fits(-bytes);
        names.clear();
        tracking.clear();
        switches.clear();
    }
}
