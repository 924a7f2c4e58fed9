package dev.redoubt.net;

import io.netty.channel.Channel;

import java.util.concurrent.TimeUnit;

/// Whether one connection is read now. Its owner stops it while what was read cannot be passed on.
/// And it rests by itself after much of one large value, as long as others on the loop ask for
/// something: a value of 100 MiB is in no hurry, and the PING beside it is. With few processors
/// that is so for the server and the client of the large value, too, which would otherwise take the
/// time that the PING's way needs. Owned by the connection's loop.
public final class Intake {
    /// What a large value may take of the loop beside others' requests: 250 MB/s, which is twice
    /// what a gigabit network carries.
    private static final int REST_NANOS_PER_BYTE = 4;

    /// Less than this is not worth a rest.
    private static final int BULK_BYTES = 128 * 1024;

    private final Loop loop;
    private final Channel channel;
    private boolean stopped;
    private boolean resting;
    private int bulkBytes;

    public Intake(Loop loop, Channel channel) {
        this.loop = loop;
        this.channel = channel;
    }

    /// Reads nothing more until [#go].
    public void stop() {
        stopped = true;
        apply();
    }

    /// Reads again, after the rest if there is one.
    public void go() {
        stopped = false;
        apply();
    }

    /// Whether its owner stopped it.
    public boolean isStopped() {
        return stopped;
    }

    /// So many bytes of a large value were read.
    public void tookBulk(int bytes) {
        bulkBytes += bytes;
    }

    /// Nothing more is read in this turn.
    public void turnEnded() {
        if (bulkBytes < BULK_BYTES) {
            return;
        }
        long restNanos = (long) bulkBytes * REST_NANOS_PER_BYTE;
        bulkBytes = 0;
        if (!resting && loop.isAskedLately()) {
            resting = true;
            apply();
            loop.eventLoop().schedule(this::restEnded, restNanos, TimeUnit.NANOSECONDS);
        }
    }

    private void restEnded() {
        resting = false;
        apply();
    }

    private void apply() {
        boolean wanted = !stopped && !resting;
        if (channel.config().isAutoRead() != wanted) {
            channel.config().setAutoRead(wanted);
        }
    }
}
