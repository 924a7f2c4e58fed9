package dev.redoubt.session;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Makes of the server's CLIENT LIST, which has links, one of clients: a private link's line
/// becomes its client's, Redoubt's other links are left out, and who has no link of its own gets a
/// line like the others. Pure.
final class ClientListing {
    private ClientListing() {}

    /// @param told the server's reply
    /// @param own where Redoubt's links come from, as the server sees them
    /// @param clients all of this pool here
    static String of(String told, Set<String> own, List<ClientFacts> clients, ListFilter filter) {
        Map<String, ClientFacts> linked = new HashMap<>();
        Map<Long, ClientFacts> untold = new LinkedHashMap<>();
        clients.stream()
                .sorted(Comparator.comparingLong(ClientFacts::number))
                .forEach(client -> {
                    untold.put(client.number(), client);
                    if (!client.link().isEmpty()) {
                        linked.put(client.link(), client);
                    }
                });
        List<String> fields = ClientLine.FIELDS;
        List<Entry> entries = new ArrayList<>();
        Map<String, ClientLine> links = new HashMap<>();
        for (ClientLine line : lines(told)) {
            String address = line.value("addr");
            ClientFacts client = linked.get(address);
            fields = entries.isEmpty() ? line.names() : fields;
            if (client != null) {
                untold.remove(client.number());
                entries.add(new Entry(rewritten(line, client), client));
            } else if (own.contains(address)) {
                links.put(address, line);
            } else {
                entries.add(new Entry(line, null));
            }
        }
        for (ClientFacts client : untold.values()) {
            if (filter.takesUntold(client)) {
                ClientLine line = ClientLine.of(fields, client.fields());
                entries.add(new Entry(buffered(line, links.get(client.shared())), client));
            }
        }
        StringBuilder text = new StringBuilder();
        chosen(entries, filter).forEach(entry -> text.append(entry.line().text()).append('\n'));
        return text.toString();
    }

    /// The lines of a reply.
    static List<ClientLine> lines(String told) {
        return told.lines().filter(line -> !line.isEmpty()).map(ClientLine::new).toList();
    }

    /// The reply buffer of who has no link of its own is that of the link that brings its replies.
    private static ClientLine buffered(ClientLine line, @Nullable ClientLine link) {
        return link == null
                ? line
                : line.with("rbs", link.value("rbs")).with("rbp", link.value("rbp"));
    }

    /// The line of a private link as its client's.
    static ClientLine rewritten(ClientLine line, ClientFacts client) {
        ClientLine own = line.with("addr", client.address()).with("laddr", client.entrance());
        return client.standing().numbering() == ClientFacts.Numbering.SERVER
                ? own
                : own.with("id", Long.toString(client.number()));
    }

    private record Entry(ClientLine line, @Nullable ClientFacts client) {
        boolean isNumbered(long number) {
            return line.value("id").equals(Long.toString(number))
                    || (client != null && client.number() == number);
        }
    }

    private static List<Entry> chosen(List<Entry> entries, ListFilter filter) {
        if (!(filter instanceof ListFilter.Numbered(List<Long> numbers))) {
            return entries;
        }
        return numbers.stream()
                .flatMap(number -> entries.stream().filter(entry -> entry.isNumbered(number)))
                .toList();
    }
}
