package dev.redoubt.backend;

import dev.redoubt.net.Dialing;
import dev.redoubt.net.Ending;
import dev.redoubt.net.Loop;
import dev.redoubt.net.OwnConnections;
import dev.redoubt.net.Transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.WriteBufferWaterMark;

import java.time.Duration;
import java.util.List;

/// Opens links on one loop.
final class Connector {
    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(256 * 1024, 1024 * 1024);

    private final Loop loop;
    private final Transport transport;
    private final Duration timeout;
    private final Identity own;
    private final Fence fence;
    private final OwnConnections connections;
    private final Pledges pledges;

    /// @param fence what it says goes for all links
    /// @param settings their `connect_timeout` is for resolving the name, again for each address,
    ///   and for the handshake
    Connector(Loop loop, Transport transport, BackendSettings settings, Fence fence) {
        this.fence = fence;
        this.loop = loop;
        this.transport = transport;
        own = settings.identity();
        connections = settings.connections();
        pledges = settings.pledges();
        timeout = settings.config().connectTimeout();
    }

    /// How long each step of an opening may take.
    Duration timeout() {
        return timeout;
    }

    /// Opens a link whose server is given all scripts first: whoever sends the sum of one finds it.
    void openFirst(Link link, String name, ScriptShelf scripts) {
        open(link, name, scripts.all());
    }

    /// Connects and shakes hands; the link hears what came of it, later on this loop.
    ///
    /// @param name what CLIENT LIST shows of the link; empty for none
    void open(Link link, String name) {
        open(link, name, List.of());
    }

    private void open(Link link, String name, List<String> scripts) {
        link.guardedBy(fence);
        Caller caller = new Caller(link, name, scripts);
        Dialing.start(loop.eventLoop(), transport, link.server(), timeout, caller);
    }

    private final class Caller implements Dialing.Caller {
        private final Link link;
        private final String name;
        private final List<String> scripts;

        Caller(Link link, String name, List<String> scripts) {
            this.link = link;
            this.name = name;
            this.scripts = scripts;
        }

        @Override
        public boolean waits() {
            return !link.isClosed();
        }

        @Override
        public ChannelHandler handler() {
            return new Handshake(link, own, timeout, name, scripts, connections, pledges);
        }

        @Override
        public void attempting(Channel channel) {
            channel.config().setWriteBufferWaterMark(WATER_MARK);
            loop.share().bound(channel);
            link.connected(channel);
        }

        @Override
        public void failed(Ending ending) {
            link.openFailed(new OpenFailure(OpenFailure.Kind.UNREACHABLE, ending.words()));
        }
    }
}
