package dev.redoubt.pool;

import dev.redoubt.config.PoolConfig;
import dev.redoubt.net.Arrivals;
import dev.redoubt.net.Loop;
import dev.redoubt.session.Arrival;
import dev.redoubt.session.ConnectionCourier;
import dev.redoubt.session.SessionContext;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// How a pool's clients go to another process of this node, and come from there. For one thread
/// that is none of the loops'; it waits for them.
public final class Relocation {
    private static final long PATIENCE_MILLIS = 5000;

    /// In one turn of a loop: others are served in between.
    private static final int AT_ONCE = 32;

    private final PoolConfig config;
    private final Door door;
    private final List<SessionContext> contexts;
    private final Recollection recollection;
    private int next;

    Relocation(
            PoolConfig config,
            Door door,
            List<SessionContext> contexts,
            Recollection recollection) {
        this.config = config;
        this.door = door;
        this.contexts = contexts;
        this.recollection = recollection;
    }

    /// What the other process must know.
    ///
    /// @throws IOException it cannot be said now; the message is for people
    public byte[] memory() throws IOException {
        return recollection.memory();
    }

    /// What the other process knew; also before the pool has started.
    public void remember(byte[] memory) {
        recollection.remember(memory);
    }

    /// The other process goes on with all that this one had under way at the servers.
    public void bequeath() {
        recollection.bequeath();
    }

    /// Lets go those who can, a bounded number; the others take nothing new and can go soon.
    ///
    /// @return how many went
    public int passOn(ConnectionCourier courier) {
        int went = 0;
        for (SessionContext each : contexts) {
            went += await(each, () -> each.passOn(courier, AT_ONCE), 0);
        }
        return went;
    }

    /// Those who did not go stay.
    public void keep() {
        for (SessionContext each : contexts) {
            each.loop().eventLoop().execute(each::keep);
        }
    }

    private static <T> T await(SessionContext context, Callable<T> work, T otherwise) {
        Future<T> done = context.loop().eventLoop().submit(work);
        try {
            return done.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return otherwise;
        } catch (TimeoutException e) {
            return otherwise;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /// A client comes.
    ///
    /// @param descriptor of its connection; belongs to the pool if this returns true
    /// @param state as the other process packed it
    /// @return whether anybody understands that
    public boolean arrive(int descriptor, byte[] state) {
        Optional<Arrival> arrival = SessionContext.arrival(state);
        if (arrival.isEmpty()) {
            return false;
        }
        SessionContext context = contexts.get(next++ % contexts.size());
        context.loop().eventLoop().execute(() -> settle(context, descriptor, arrival.get()));
        return true;
    }

    private void settle(SessionContext context, int descriptor, Arrival arrival) {
        Loop loop = context.loop();
        if (arrival.isUnix()) {
            Arrivals.unix(loop, descriptor, channel -> admit(context, channel, arrival));
        } else {
            Arrivals.tcp(
                    loop, descriptor, config.listen(), channel -> admit(context, channel, arrival));
        }
    }

    private void admit(SessionContext context, Channel channel, Arrival arrival) {
        door.readmit(context, channel, arrival);
        byte[] unread = arrival.unread();
        if (unread.length > 0 && channel.isActive()) {
            ByteBuf first = channel.alloc().directBuffer(unread.length).writeBytes(unread);
            channel.pipeline().fireChannelRead(first);
            channel.pipeline().fireChannelReadComplete();
        }
    }
}
