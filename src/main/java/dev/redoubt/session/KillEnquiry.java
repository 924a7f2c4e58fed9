package dev.redoubt.session;

import dev.redoubt.backend.PrivateLink;

import io.netty.buffer.ByteBuf;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/// CLIENT KILL. The server ends those who reach it by other ways, the loops of this pool those who
/// come through here; Redoubt's own links are nobody's to kill.
///
/// | asked of the server | answer | then |
/// |---|---|---|
/// | CLIENT LIST | the list | the command again for each number that is meant and no link's here |
/// | | an error | the command as it came: the user may not list; links are killed, and counted |
/// | the command with a number | 1 or 0 | counted |
/// | the command with a number that nobody has | an error | the client's reply: the user may not kill, or there is no such user … |
/// | | 0 | the loops end their clients, and the sum is the reply |
final class KillEnquiry extends Enquiry {
    /// A number that no server gets to.
    private static final long NOBODY = Long.MAX_VALUE;

    private static final byte[] NO_SUCH_CLIENT = line("-ERR No such client");

    private enum Stage {
        LISTING,
        KILLING,
        VERDICT
    }

    private final KillFilter filter;
    private final List<byte[]> command;
    private Stage stage = Stage.LISTING;
    private Set<String> before = Set.of();
    private String meantLink = "";
    private int awaited;
    private long killed;

    KillEnquiry(Session session, PrivateMode mode, KillFilter filter) {
        super(session, mode);
        this.filter = filter;
        command = session.input().arguments();
    }

    private static byte[] line(String text) {
        return (text + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    void send(PrivateLink link, ByteBuf in, int from, int to) {
        if (filter.number() >= ClientNumbers.LEAST) {
            // The server knows nobody of that number.
            askVerdict(link, filter.command(NOBODY));
        } else {
            before = ownAddresses(link);
            link.append(LIST);
        }
    }

    private void askVerdict(PrivateLink link, List<byte[]> last) {
        stage = Stage.VERDICT;
        link.append(last);
    }

    @Override
    void answered(PrivateLink link, byte[] reply) {
        switch (stage) {
            case LISTING -> {
                if (TextReply.isError(reply)) {
                    askVerdict(link, command);
                } else {
                    kill(link, TextReply.text(reply));
                }
            }
            case KILLING -> {
                killed += number(reply);
                awaited--;
                stage = awaited == 0 ? Stage.VERDICT : Stage.KILLING;
            }
            case VERDICT -> judge(reply);
        }
    }

    private void kill(PrivateLink link, String list) {
        Set<String> own = ownAddresses(link);
        own.addAll(before);
        for (ClientLine line : ClientListing.lines(list)) {
            Long number = Requests.number(line.value("id").getBytes(StandardCharsets.ISO_8859_1));
            boolean isOwn = own.contains(line.value("addr"));
            if (isOwn && number != null && number == filter.number()) {
                meantLink = line.value("addr");
            } else if (!isOwn && number != null && filter.mayMean(line)) {
                link.append(filter.command(number));
                awaited++;
            }
        }
        stage = awaited == 0 ? Stage.VERDICT : Stage.KILLING;
        link.append(filter.command(NOBODY));
    }

    private void judge(byte[] reply) {
        boolean nobody =
                filter.form() == KillFilter.Form.OLD
                        && new String(reply, StandardCharsets.ISO_8859_1)
                                .startsWith("-ERR No such client");
        if (TextReply.isError(reply) && !nobody) {
            mode().hand(this, reply);
            return;
        }
        killed += number(reply);
        RollCall.hold(
                session().context(),
                context -> context.kill(filter, meantLink, session()),
                counts -> {
                    counts.forEach(count -> killed += count);
                    endSelf();
                    mode().hand(this, told());
                });
    }

    /// Who kills itself hears of it first, as at Redis.
    private void endSelf() {
        if (filter.asker() == KillFilter.Asker.MEANT
                && filter.means(session().facts(), meantLink)) {
            killed++;
            session().shut(Session.Gate.CLOSING);
        }
    }

    private byte[] told() {
        return switch (filter.form()) {
            case NEW -> line(":" + killed);
            case OLD -> killed > 0 ? line("+OK") : NO_SUCH_CLIENT;
        };
    }

    /// How many were killed by this answer.
    private static long number(byte[] reply) {
        String text = new String(reply, StandardCharsets.ISO_8859_1).strip();
        Long count =
                text.startsWith(":")
                        ? Requests.number(text.substring(1).getBytes(StandardCharsets.ISO_8859_1))
                        : null;
        return count != null ? count : text.equals("+OK") ? 1 : 0;
    }

    /// A list too long to keep is as good as none.
    @Override
    boolean passesOn(byte[] begun) {
        return false;
    }
}
