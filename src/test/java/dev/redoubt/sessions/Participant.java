package dev.redoubt.sessions;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.RawClient;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// One client: one thread decides what it sends and when, another reads and judges the replies.
final class Participant {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final String name;
    private final Links links;
    private final RawClient client;
    private final Mirror mirror = new Mirror();
    private final Inbox inbox;
    private final Transcript transcript = new Transcript();
    private final StringBuilder unsent = new StringBuilder();
    private final Outstanding outstanding = new Outstanding();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger unknown = new AtomicInteger();
    private final Thread reader;
    private int sequence;

    private Participant(String name, Links links, RawClient client) {
        this.name = name;
        this.links = links;
        this.client = client;
        inbox = new Inbox(links);
        reader = Thread.ofVirtual().unstarted(this::read);
    }

    /// Connects.
    static Participant arrive(HostPort front, String name, Links links) throws IOException {
        Participant participant = new Participant(name, links, RawClient.connect(front));
        participant.reader.start();
        return participant;
    }

    String name() {
        return name;
    }

    Links links() {
        return links;
    }

    Mirror mirror() {
        return mirror;
    }

    Inbox inbox() {
        return inbox;
    }

    /// Pops without a time limit that are unanswered.
    AtomicInteger waiting() {
        return waiting;
    }

    /// Commands whose fate nobody told.
    int unknown() {
        return unknown.get();
    }

    /// A value that nobody else ever sends, nor this client twice.
    String tag() {
        return name + "s" + ++sequence;
    }

    /// Makes ready to send.
    void ask(Expected reply, String... arguments) {
        transcript.said(arguments);
        askBytes(reply, RawClient.request(arguments));
    }

    /// The same in the form for people.
    void askInline(Expected reply, String line) {
        transcript.said(line);
        askBytes(reply, line + "\r\n");
    }

    private void askBytes(Expected reply, String request) {
        if (outstanding.add(reply)) {
            unsent.append(request);
        }
    }

    /// Makes ready to send what gets no reply.
    void tell(String... arguments) {
        transcript.said(arguments);
        unsent.append(RawClient.request(arguments));
    }

    /// Sends some of what is ready, perhaps only part of a request.
    void sendSome(Random random) {
        int length = unsent.length();
        send(random.nextBoolean() ? length : random.nextInt(length + 1));
    }

    private void send(int bytes) {
        String now = unsent.substring(0, bytes);
        unsent.delete(0, bytes);
        try {
            if (!now.isEmpty() && !hasEnded()) {
                client.sendBytes(now);
            }
        } catch (IOException e) {
            // The reader sees the end, too, and says whether it may be.
            transcript.happened("not sent: " + e.getMessage());
        }
    }

    /// Sends what is ready.
    void send() {
        send(unsent.length());
    }

    /// Sends what is ready and waits until everything is answered, or the connection has ended.
    void settle() {
        send();
        if (!isSettledWithin(PATIENCE_NANOS)) {
            throw new AssertionError("neither answered nor ended: " + this);
        }
    }

    /// Whether everything is answered, or the connection has ended, within a time.
    boolean isSettledWithin(long nanos) {
        boolean settled = outstanding.isSettledWithin(nanos);
        judge();
        return settled;
    }

    /// Throws if it heard what cannot be.
    void judge() {
        Throwable failure = outstanding.failure();
        if (failure != null) {
            throw new AssertionError(failure.getMessage() + " at " + this, failure);
        }
    }

    /// Whether the connection is gone.
    boolean hasEnded() {
        judge();
        return outstanding.hasEnded();
    }

    /// Says that nothing more comes, and waits until the other side has nothing more to say either.
    void leave() throws IOException {
        settle();
        outstanding.leave();
        if (!hasEnded()) {
            client.endSending();
        }
        join();
    }

    /// Is gone in the middle of whatever it does.
    void vanish() throws IOException {
        send();
        outstanding.leave();
        transcript.happened("vanishes");
        client.reset();
        join();
    }

    /// Ends it, whatever it does; the test is over.
    void abandon() {
        try {
            client.close();
        } catch (IOException e) {
            // It has ended.
        }
    }

    /// Whether the other side ended the connection.
    boolean wasCutOff() {
        return outstanding.wasCutOff();
    }

    private void join() throws IOException {
        try {
            reader.join();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
        client.close();
        judge();
    }

    private void read() {
        try {
            while (true) {
                next();
            }
        } catch (EOFException | SocketException e) {
            transcript.happened("ended: " + e.getMessage());
            outstanding.end(e, links);
        } catch (IOException | RuntimeException | AssertionError e) {
            outstanding.fail(e);
        }
    }

    /// Who has asked for nothing may hear nothing for long; who has is waited for elsewhere.
    private void next() throws IOException {
        try {
            hear(client.reply());
        } catch (SocketTimeoutException e) {
            transcript.happened("silence");
        }
    }

    private void hear(String reply) {
        transcript.heard(reply);
        if (inbox.takes(reply)) {
            return;
        }
        Expected next = outstanding.next(reply);
        if (links == Links.CUT && reply.startsWith("-ERR redoubt: ")) {
            unknown.incrementAndGet();
            next.unknown().run();
        } else {
            next.heard().reply(reply);
        }
        outstanding.answered();
    }

    @Override
    public String toString() {
        return name + ":\n" + transcript;
    }
}
