package dev.redoubt.clients.documented;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// Calls of any commands one after the other, as nobody would write them; half of them are about
/// the connection. Pure.
final class Mixtures {
    private static final int MOST_CALLS = 16;

    private static final Set<String> OF_THE_CONNECTION =
            Set.of("connection", "transactions", "pubsub");

    /// What goes on after its reply, tells what others do, waits long, is different each time, or
    /// changes what both servers share.
    private static final Set<String> LEFT_OUT =
            Set.of(
                    "acl|load",
                    "acl|save",
                    "client|kill",
                    "client|pause",
                    "debug",
                    "monitor",
                    "script|debug");

    private final List<Call> all = new ArrayList<>();
    private final List<Call> ofTheConnection = new ArrayList<>();

    Mixtures(List<Documented> commands) {
        for (Documented command : commands) {
            if (isAlwaysTheSame(command)) {
                List<Call> calls = Calls.of(command).stream().filter(Mixtures::isFit).toList();
                all.addAll(calls);
                if (OF_THE_CONNECTION.contains(command.group())) {
                    ofTheConnection.addAll(calls);
                }
            }
        }
    }

    private static boolean isAlwaysTheSame(Documented command) {
        return Likeness.of(command) == Likeness.BYTES
                && Specials.of(command).pace() == Special.Pace.ORDINARY
                && !LEFT_OUT.contains(command.name());
    }

    /// Who leaves two channels at once hears so in the order of a hash table.
    private static boolean isFit(Call call) {
        return !call.arguments().contains("surplus") && !call.arguments().contains("");
    }

    /// Some calls, in an order of chance.
    List<Call> mix(Random random) {
        List<Call> mix = new ArrayList<>();
        int count = 2 + random.nextInt(MOST_CALLS - 1);
        for (int i = 0; i < count; i++) {
            List<Call> from = random.nextBoolean() ? all : ofTheConnection;
            mix.add(from.get(random.nextInt(from.size())));
        }
        return mix;
    }
}
