package dev.redoubt.session;

import dev.redoubt.backend.Backend;
import dev.redoubt.backend.Identity;
import dev.redoubt.backend.Way;
import dev.redoubt.command.CommandSpec;
import dev.redoubt.command.CommandTable;
import dev.redoubt.config.PoolConfig;
import dev.redoubt.config.UnansweredWrites;
import dev.redoubt.net.Loop;
import dev.redoubt.resp.RequestScanner;
import dev.redoubt.snapshot.Reason;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// What all sessions of one pool on one loop share. Owned by that loop.
public final class SessionContext {
    private static final long IDLE_CHECK_MILLIS = 500;

    /// A request up to here is gathered before it is sent.
    private static final int GATHER_BYTES = 1024 * 1024;

    /// The same where the clients of this loop have gathered much already.
    private static final int FULL_GATHER_BYTES = 32 * 1024;

    /// Of what all clients of this loop have subscribed to and set.
    private static final long REMEMBERED_BYTES = 32L * 1024 * 1024;

    /// Of what they have queued in transactions.
    private static final long COPIED_BYTES = 32L * 1024 * 1024;

    private static final long MUCH_BYTES = 64L * 1024 * 1024;

    private final Loop loop;
    private final PoolConfig config;
    private final Backend backend;
    private final Identity identity;
    private final SessionTallies tallies = SessionTallies.create();
    private final LostState lostState;
    private final RanScripts scripts;
    private final Set<Session> sessions = new HashSet<>();
    private List<SessionContext> peers = List.of(this);
    private CommandTable table;
    private final long idleNanos;
    private int nextSpread;
    private long gatheredBytes;
    private long rememberedBytes;
    private long copiedBytes;

    /// @param identity what a session is before it says otherwise
    public SessionContext(
            Loop loop, PoolConfig config, Backend backend, Identity identity, CommandTable table) {
        this.loop = loop;
        this.config = config;
        this.backend = backend;
        this.identity = identity;
        this.table = table;
        idleNanos = config.idleTimeout().toNanos();
        scripts = new RanScripts(backend.scripts());
        lostState = new LostState(config.name(), tallies.reasons());
    }

    /// Begins the periodic check for idle clients, where the pool has an `idle_timeout`.
    public void start() {
        if (watchesIdle()) {
            loop.eventLoop()
                    .scheduleAtFixedRate(
                            loop.faults().guarded(this::closeIdle),
                            IDLE_CHECK_MILLIS,
                            IDLE_CHECK_MILLIS,
                            TimeUnit.MILLISECONDS);
        }
    }

    /// These and this one are the same pool's, one for each loop; before the first client.
    public void join(List<SessionContext> all) {
        peers = List.copyOf(all);
    }

    /// The pool's, of all loops: whatever else is asked of one is for its own thread.
    List<SessionContext> peers() {
        return peers;
    }

    /// Clients of the pool on all loops; from any thread.
    long allClients() {
        return peers.stream()
                .map(SessionContext::tallies)
                .mapToLong(each -> each.connected().value() - each.disconnected().value())
                .sum();
    }

    /// What is known of each client here.
    List<ClientFacts> facts() {
        return sessions.stream().map(Session::facts).toList();
    }

    /// Ends who is meant (CLIENT KILL), but for the one who asks.
    ///
    /// @param link whose client is meant by the server's number; empty for none
    /// @return how many there were
    int kill(KillFilter filter, String link, Session asker) {
        List<Session> meant =
                sessions.stream()
                        .filter(each -> !each.equals(asker) && filter.means(each.facts(), link))
                        .toList();
        meant.forEach(Session::close);
        return meant.size();
    }

    boolean watchesIdle() {
        return idleNanos > 0;
    }

    private void closeIdle() {
        long before = System.nanoTime() - idleNanos;
        sessions.stream()
                .filter(session -> session.isIdleSince(before))
                .toList()
                .forEach(session -> {
                    tallies.reasons().count(Reason.IDLE_TIMEOUT);
                    session.close();
                });
    }

    /// The handler of a client that was let in.
    public ChannelHandler newSession(Channel channel) {
        loop.share().bound(channel);
        return new Session(this, channel, new ClientProfile(this));
    }

    /// A client who comes from another process of this node.
    public static Optional<Arrival> arrival(byte[] state) {
        return LuggageCodec.decode(state).map(Arrival::new);
    }

    /// The handler of a client who comes from another process.
    ///
    /// @param arrival what it has
    public ChannelHandler session(Arrival arrival, Channel channel) {
        loop.share().bound(channel);
        return new Session(this, channel, ClientProfile.of(this, arrival.luggage()));
    }

    /// Whose thread all this is for.
    public Loop loop() {
        return loop;
    }

    PoolConfig config() {
        return config;
    }

    /// What EVAL brought.
    RanScripts scripts() {
        return scripts;
    }

    LostState lostState() {
        return lostState;
    }

    Backend backend() {
        return backend;
    }

    Identity identity() {
        return identity;
    }

    UnansweredWrites unansweredWrites() {
        return config.failover().unansweredWrites();
    }

    /// What is known of the command whose request the scanner found, or has begun.
    CommandSpec find(ByteBuf in, RequestScanner scanner) {
        return table.find(in, scanner.nameStart(), scanner.nameLength());
    }

    /// Whether the server's WAIT covers its own connection's writes alone.
    boolean waitsForOwnWrites() {
        return table.waitsForOwnWrites();
    }

    /// A server has told its commands.
    public void learn(CommandTable learned) {
        table = learned;
    }

    /// What this loop's sessions counted.
    public SessionTallies tallies() {
        return tallies;
    }

    /// Sessions hold so much more of what is not dealt with yet (or less).
    void gathered(int delta) {
        gatheredBytes += delta;
    }

    /// The largest request that is gathered, in bytes; larger ones are sent as they come.
    int gatherLimit() {
        return gatheredBytes > MUCH_BYTES ? FULL_GATHER_BYTES : GATHER_BYTES;
    }

    /// Sessions remember so many more bytes of what their connections carry (or less).
    ///
    /// @return whether there is room for them
    boolean remembers(int delta) {
        rememberedBytes += delta;
        return rememberedBytes <= REMEMBERED_BYTES;
    }

    /// The same for copies of what transactions have queued: one that is missed costs less than a
    /// name, and must not push any out.
    boolean copies(int delta) {
        copiedBytes += delta;
        return copiedBytes <= COPIED_BYTES;
    }

    int nextSpread() {
        return nextSpread++;
    }

    void enter(Session session) {
        sessions.add(session);
        tallies.connected().add(1);
    }

    void leave(Session session) {
        if (sessions.remove(session)) {
            tallies.disconnected().add(1);
        }
    }

    /// The server ended this user's link: asks whether it still lets the user in, if anybody is
    /// logged in as such.
    public void recheck(Identity user) {
        if (sessions.stream().anyMatch(session -> session.isSharingAs(user))) {
            backend.lane(Way.PLAIN, null, user, 0);
        }
    }

    /// The server lets this user in no more, so that nobody can be served as such: as Redis does
    /// with the connections of a user who is deleted, the sessions end.
    public void end(Identity user) {
        sessions.stream()
                .filter(session -> session.isSharingAs(user))
                .toList()
                .forEach(Session::close);
    }

    /// Whether everything that was sent is answered, but for what waits for others' doings.
    public boolean isAnswered() {
        return sessions.stream().allMatch(Session::isAnswered);
    }

    /// Sessions take no new commands and close as soon as what they sent is answered.
    public void drain() {
        List.copyOf(sessions).forEach(Session::drain);
    }

    /// Clients go to another process of this node as soon as what they sent is answered, at most
    /// `most` of them now. Those that cannot yet take nothing new; call it again, or [#keep].
    ///
    /// @return how many went
    public int passOn(ConnectionCourier courier, int most) {
        int went = 0;
        for (Session each : List.copyOf(sessions)) {
            if (went < most && each.departure().go(courier)) {
                went++;
            }
        }
        return went;
    }

    /// Clients that did not go stay.
    public void keep() {
        List.copyOf(sessions).forEach(each -> each.departure().cancel());
    }

    /// Closes what is still open.
    public void closeAll() {
        List.copyOf(sessions).forEach(Session::close);
    }

    /// Sessions that are open.
    public int size() {
        return sessions.size();
    }
}
