package dev.redoubt.session;

import dev.redoubt.backend.Asked;
import dev.redoubt.command.CommandSpec;
import dev.redoubt.resp.RequestScanner;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Goes through requests that lie side by side, from the first on.
final class RequestWalk {
    private static final int NAME_BYTES = 64;

    private final Asked asked;
    private final SessionContext context;
    private final RequestScanner scanner = new RequestScanner(Integer.MAX_VALUE);
    private int place;

    RequestWalk(Asked asked, SessionContext context) {
        this.asked = asked;
        this.context = context;
        scanner.begin(asked.from());
        scan();
    }

    private void scan() {
        RequestScanner.Result found = scanner.scan(asked.in());
        assert found == RequestScanner.Result.COMPLETE;
    }

    /// Goes to the next request; behind the last one it stays there.
    void next() {
        if (place + 1 < asked.commands()) {
            place++;
            scanner.next();
            scan();
        }
    }

    CommandSpec command() {
        return context.find(asked.in(), scanner);
    }

    int start() {
        return scanner.start();
    }

    int requestEnd() {
        return scanner.end();
    }

    /// As the client wrote it.
    String name() {
        int length = Math.min(scanner.nameLength(), NAME_BYTES);
        return asked.in().toString(scanner.nameStart(), length, StandardCharsets.US_ASCII);
    }

    /// The end of the last request, to which this goes.
    int end() {
        while (place + 1 < asked.commands()) {
            next();
        }
        return scanner.end();
    }

    /// The names of all requests.
    List<String> names() {
        RequestWalk walk = new RequestWalk(asked, context);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < asked.commands(); i++) {
            names.add(walk.name());
            walk.next();
        }
        return names;
    }
}
