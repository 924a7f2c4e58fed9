package dev.redoubt.simulation;

import dev.redoubt.backend.Commitment;
import dev.redoubt.backend.Commitment.Verdict;
import dev.redoubt.backend.Durability;
import dev.redoubt.simulation.Message.Reply.Outcome;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A link whose writes are acknowledged when replicas have them: what `CommitLink` and `Flight` do.
/// What WAIT's answer means is the real [Commitment]'s to say.
final class CommittingLink extends ServerLink {
    /// The default of `silence`, and the longest that replicas may take.
    private static final long SILENT_NANOS = 11 * World.SECOND;

    private final Durability durability;
    private List<Held> gathered = new ArrayList<>();
    private @Nullable Flight flight;
    private boolean flushing;
    private int flights;

    /// @param commitment null where nothing is written
    private record Flight(
            List<Held> commands, List<Message.Reply> replies, @Nullable Commitment commitment) {
        boolean isAnswered() {
            return replies.size() == commands.size();
        }
    }

    CommittingLink(ContractLoop loop, Owner owner, int server, Durability durability) {
        super(loop, owner, server);
        this.durability = durability;
    }

    @Override
    boolean isUsable() {
        return durability.isAskable() && super.isUsable();
    }

    @Override
    void append(Held held) {
        take(held);
        gathered.add(held);
        if (flight == null) {
            flushAtTurnEnd();
        }
    }

    private void flushAtTurnEnd() {
        if (!flushing) {
            flushing = true;
            node().timer(
                            0,
                            () -> {
                                flushing = false;
                                writeOut();
                            });
        }
    }

    private void writeOut() {
        if (flight != null || gathered.isEmpty() || !isOpen()) {
            return;
        }
        boolean writes = gathered.stream().anyMatch(held -> held.command.kind().writes());
        if (!path().admits(server()) || (writes && !durability.isAskable())) {
            close();
            return;
        }
        boolean waits = writes && path().guard() != Guard.NO_WAIT;
        Commitment commitment = waits ? commitment() : null;
        Flight next = new Flight(gathered, new ArrayList<>(), commitment);
        gathered = new ArrayList<>();
        flight = next;
        // `Lanes.sweep`: another process may have its server's place, and not know of this link.
        int own = ++flights;
        node().timer(
                        SILENT_NANOS,
                        () -> {
                            if (flight != null && own == flights) {
                                close();
                            }
                        });
        next.commands().forEach(this::write);
        if (commitment != null) {
            write(new Message.Wait(commitment.demand().asked(), commitment.timeoutMillis()));
        }
    }

    private Commitment commitment() {
        Commitment own = durability.commitment();
        return path().guard() == Guard.NO_OTHERS
                ? new Commitment(
                        new Durability.Demand(own.demand().replicas(), 0),
                        own.storage(),
                        own.timeoutMillis())
                : own;
    }

    @Override
    void heard(Message message) {
        Flight current = flight;
        if (current == null) {
            close();
        } else if (message instanceof Message.Waited(String words)) {
            settle(current, words);
        } else if (message instanceof Message.Reply reply) {
            current.replies().add(reply);
            if (current.commitment() == null) {
                if (current.isAnswered()) {
                    flight = null;
                }
                reply(reply);
                goOn();
            }
        }
    }

    /// WAIT is answered.
    private void settle(Flight done, String words) {
        Commitment commitment = done.commitment();
        if (commitment == null || !done.isAnswered()) {
            close();
            return;
        }
        switch (verdict(commitment, words)) {
            case Verdict.Committed _ -> hand(done.replies());
            case Verdict.Uncommitted _ -> hand(replaced(done));
            case Verdict.Unknown _ -> {
                if (successes(done) == 0) {
                    hand(done.replies());
                } else {
                    close();
                }
            }
        }
    }

    private Verdict verdict(Commitment commitment, String words) {
        if (path().guard() == Guard.NO_COUNT && words.startsWith(":")) {
            return new Verdict.Committed();
        }
        ByteBuf bytes = Unpooled.copiedBuffer(words, StandardCharsets.US_ASCII);
        return commitment.judge(bytes, 0, bytes.readableBytes());
    }

    private static int successes(Flight done) {
        int successes = 0;
        for (int i = 0; i < done.commands().size(); i++) {
            successes += isSuccessfulWrite(done, i) ? 1 : 0;
        }
        return successes;
    }

    private static boolean isSuccessfulWrite(Flight done, int index) {
        return done.commands().get(index).command.kind().writes()
                && !ServerWords.isError(done.replies().get(index));
    }

    private static List<Message.Reply> replaced(Flight done) {
        List<Message.Reply> replies = new ArrayList<>();
        for (int i = 0; i < done.replies().size(); i++) {
            Message.Reply own = done.replies().get(i);
            replies.add(
                    isSuccessfulWrite(done, i)
                            ? new Message.Reply(own.id(), Outcome.UNCOMMITTED, own.stamp())
                            : own);
        }
        return replies;
    }

    private void hand(List<Message.Reply> replies) {
        flight = null;
        for (Message.Reply reply : replies) {
            if (isOpen()) {
                reply(reply);
            }
        }
        goOn();
    }

    /// What has gathered meanwhile is the next batch.
    private void goOn() {
        if (flight == null && isOpen() && !gathered.isEmpty()) {
            flushAtTurnEnd();
        }
    }

    @Override
    void dropped() {
        flight = null;
        gathered = new ArrayList<>();
    }
}
