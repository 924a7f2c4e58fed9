package dev.redoubt.session;

import dev.redoubt.backend.PrivateLink;
import dev.redoubt.command.CommandSpec;
import dev.redoubt.command.Handling;
import dev.redoubt.net.OwnConnections;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A command on a private link whose reply would speak of Redoubt's links where its client means
/// clients: CLIENT LIST, CLIENT INFO, CLIENT KILL, INFO. It goes to the server, which decides
/// whether the user may; the reply is kept until it is whole, and handed on put right. Nothing is
/// unanswered when it begins, and nothing else is sent before it ends. Owned by one private mode.
abstract class Enquiry {
    /// Of one reply: some 40,000 clients.
    private static final int LIMIT_BYTES = 16 * 1024 * 1024;

    /// CLIENT LIST.
    static final List<byte[]> LIST =
            Stream.of("CLIENT", "LIST")
                    .map(word -> word.getBytes(StandardCharsets.US_ASCII))
                    .toList();

    private final Session session;
    private final PrivateMode mode;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean dropping;

    Enquiry(Session session, PrivateMode mode) {
        this.session = session;
        this.mode = mode;
    }

    /// The request that the scanner found as an enquiry; null for all else, and where the server
    /// has to answer by itself: in a transaction, to who only listens, and where nobody counts
    /// replies.
    static @Nullable Enquiry of(
            Session session, PrivateMode mode, CommandSpec spec, ConnectionTracker connection) {
        boolean client = spec.name().equals("client");
        if ((!client && spec.handling() != Handling.INFO)
                || connection.isUncounted()
                || connection.state().multi()
                || (connection.state().isSubscribed()
                        && session.profile().identity().protocol() == 2)) {
            return null;
        }
        return client ? about(session, mode) : new InfoEnquiry(session, mode);
    }

    private static @Nullable Enquiry about(Session session, PrivateMode mode) {
        List<byte[]> arguments = session.input().arguments();
        if (arguments.size() < 2 || arguments.size() != session.input().scanner().argumentCount()) {
            return null;
        }
        return switch (Requests.word(arguments.get(1))) {
            case "LIST" -> {
                ListFilter filter = ListFilter.of(arguments);
                yield filter == null ? null : new ListEnquiry(session, mode, filter);
            }
            case "KILL" -> {
                KillFilter filter = KillFilter.of(arguments);
                yield filter == null ? null : new KillEnquiry(session, mode, filter);
            }
            case "INFO" -> arguments.size() == 2 ? new SelfEnquiry(session, mode) : null;
            default -> null;
        };
    }

    /// Sends the request, which lies in `in` from `from` to `to`, or what has to go before it.
    abstract void send(PrivateLink link, ByteBuf in, int from, int to);

    /// A whole reply came; empty if it was too long to keep.
    abstract void answered(PrivateLink link, byte[] reply);

    /// A reply is too long to keep, of which this has come.
    ///
    /// @return whether its client gets it as it is
    abstract boolean passesOn(byte[] begun);

    /// Bytes of a reply.
    ///
    /// @return whether they are dealt with
    final boolean keeps(PrivateLink link, ByteBuf in, int from, int to, PrivateLink.Piece piece) {
        if (kept.size() + (to - from) > LIMIT_BYTES) {
            byte[] begun = kept.toByteArray();
            kept.reset();
            if (passesOn(begun)) {
                return false;
            }
            dropping = true;
        }
        if (!dropping) {
            byte[] bytes = new byte[to - from];
            in.getBytes(from, bytes);
            kept.writeBytes(bytes);
        }
        if (piece.ends()) {
            byte[] whole = kept.toByteArray();
            kept.reset();
            dropping = false;
            answered(link, whole);
        }
        return true;
    }

    final Session session() {
        return session;
    }

    final PrivateMode mode() {
        return mode;
    }

    /// Where Redoubt's connections to this link's server come from, as that sees them.
    final Set<String> ownAddresses(PrivateLink link) {
        SocketAddress server = link.remoteAddress();
        return server == null
                ? Set.of()
                : Stream.concat(
                                session.backend().connections().to(server).stream(),
                                OwnConnections.control().to(server).stream())
                        .map(ClientAddress::text)
                        .collect(Collectors.toSet());
    }

    /// One whose request goes as it came, and whose reply is changed by itself.
    private abstract static class Plain extends Enquiry {
        Plain(Session session, PrivateMode mode) {
            super(session, mode);
        }

        abstract byte[] rewritten(byte[] reply);

        @Override
        final void send(PrivateLink link, ByteBuf in, int from, int to) {
            link.append(in, from, to);
        }

        @Override
        final void answered(PrivateLink link, byte[] reply) {
            mode().hand(this, rewritten(reply));
        }

        @Override
        final boolean passesOn(byte[] begun) {
            mode().handBegun(this, begun);
            return true;
        }
    }

    /// INFO: the number of clients is another.
    private static final class InfoEnquiry extends Plain {
        InfoEnquiry(Session session, PrivateMode mode) {
            super(session, mode);
        }

        @Override
        byte[] rewritten(byte[] reply) {
            return InfoClients.rewritten(reply, session().context());
        }
    }

    /// CLIENT INFO: the line of the link becomes the client's.
    private static final class SelfEnquiry extends Plain {
        SelfEnquiry(Session session, PrivateMode mode) {
            super(session, mode);
        }

        @Override
        byte[] rewritten(byte[] reply) {
            return TextReply.changed(
                    reply,
                    line ->
                            ClientListing.rewritten(new ClientLine(line), session().facts())
                                    .text());
        }
    }

    /// CLIENT LIST. The links that were open when it was asked may have ended when it is answered,
    /// and their lines are left out as well.
    private static final class ListEnquiry extends Enquiry {
        private final ListFilter filter;
        private @Nullable Set<String> before;

        ListEnquiry(Session session, PrivateMode mode, ListFilter filter) {
            super(session, mode);
            this.filter = filter;
        }

        @Override
        void send(PrivateLink link, ByteBuf in, int from, int to) {
            before = ownAddresses(link);
            if (filter.needsAll()) {
                link.append(LIST);
            } else {
                link.append(in, from, to);
            }
        }

        @Override
        void answered(PrivateLink link, byte[] reply) {
            if (TextReply.isError(reply)) {
                mode().hand(this, reply);
                return;
            }
            Set<String> own = ownAddresses(link);
            own.addAll(Objects.requireNonNull(before));
            RollCall.hold(
                    session().context(),
                    SessionContext::facts,
                    all -> {
                        List<ClientFacts> clients = all.stream().flatMap(List::stream).toList();
                        mode().hand(
                                        this,
                                        TextReply.changed(
                                                reply,
                                                told ->
                                                        ClientListing.of(
                                                                told, own, clients, filter)));
                    });
        }

        @Override
        boolean passesOn(byte[] begun) {
            mode().handBegun(this, begun);
            return true;
        }
    }
}
