package dev.redoubt.net;

import dev.redoubt.config.ListenAddress;
import dev.redoubt.config.ListenConfig;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.UnixChannel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// One address on which clients are accepted: by every loop with a socket of its own where the
/// transport can share a port, else by the first loop. A client and all it needs stay on the loop
/// that accepted it.
public final class Listener {
    private final ListenAddress address;
    private final List<Channel> channels;
    private final List<AcceptFailures> failures = new ArrayList<>();
    private volatile boolean own;

    /// @param ownership what becomes of the address when this ends
    Listener(ListenAddress address, List<Channel> channels, Ownership ownership) {
        this.address = address;
        this.channels = new CopyOnWriteArrayList<>(channels);
        own = ownership == Ownership.OWN;
        for (Channel channel : channels) {
            AcceptFailures end = new AcceptFailures(address);
            // Behind the handler that accepts, which Netty has added by now.
            channel.pipeline().addLast(end);
            failures.add(end);
        }
    }

    /// Whose the address is.
    enum Ownership {
        OWN,
        ANOTHERS
    }

    /// Binds `address` and accepts from then on.
    ///
    /// @param config how; its addresses do not matter here
    /// @param accept gets each new connection on its loop, before it reads; adds its handlers
    /// @throws IOException if the address cannot be had; the message is for people
    public static Listener bind(
            Loops loops,
            ListenAddress address,
            ListenConfig config,
            BiConsumer<Loop, Channel> accept)
            throws IOException {
        return bind(loops, address, config, Inheritance.none(), accept);
    }

    /// The same; where `address` is inherited, it uses those sockets, and accepts nobody before
    /// [#acceptAgain].
    ///
    /// @param config how; its addresses do not matter here
    /// @param accept gets each new connection on its loop, before it reads; adds its handlers
    /// @throws IOException if the address cannot be had; the message is for people
    public static Listener bind(
            Loops loops,
            ListenAddress address,
            ListenConfig config,
            Inheritance inheritance,
            BiConsumer<Loop, Channel> accept)
            throws IOException {
        Binder binder = new Binder(loops, config, accept);
        List<Integer> descriptors = inheritance.take(Binder.real(address));
        if (!descriptors.isEmpty()) {
            return binder.adopted(Binder.real(address), descriptors);
        }
        return switch (address) {
            case ListenAddress.Tcp tcp -> binder.tcp(tcp);
            case ListenAddress.Unix unix -> binder.unix(unix);
        };
    }

    /// Removes the file of a unix socket when this ends, if the address is this process's.
    void removeAtEnd(Path path) throws IOException {
        Object identity = UnixSockets.identity(path);
        channels.getFirst()
                .closeFuture()
                .addListener(closed -> {
                    if (own) {
                        UnixSockets.remove(path, identity);
                    }
                });
    }

    /// The address that clients connect to; a port is the real one, also where 0 was asked for.
    public ListenAddress address() {
        return address;
    }

    /// Connections that could not be accepted, from any thread.
    public long acceptFailures() {
        return failures.stream().mapToLong(AcceptFailures::count).sum();
    }

    /// Its sockets, each of which another process can use as well; none where the transport has no
    /// numbers for them.
    public List<Integer> descriptors() {
        return channels.stream()
                .filter(UnixChannel.class::isInstance)
                .map(channel -> ((UnixChannel) channel).fd().intValue())
                .toList();
    }

    /// Accepts nobody until [#acceptAgain]; who connects waits in the kernel.
    public void stopAccepting() {
        onLoops(channel -> channel.config().setAutoRead(false));
    }

    /// Accepts whoever connects.
    public void acceptAgain() {
        onLoops(channel -> channel.config().setAutoRead(true));
    }

    /// Returns when it is done.
    private void onLoops(Consumer<Channel> work) {
        channels.forEach(channel ->
                channel.eventLoop().submit(() -> work.accept(channel)).awaitUninterruptibly());
    }

    /// The address is this process's now.
    public void own() {
        own = true;
    }

    /// The address is another process's, or about to be.
    public void disown() {
        own = false;
    }

    /// Another process has the sockets and the address: lets go of them without a trace.
    public void leave() {
        disown();
        for (Channel channel : channels) {
            // Not closed as a channel: that of a unix socket would remove the other's file.
            if (channel.deregister().awaitUninterruptibly().isSuccess()
                    && channel instanceof UnixChannel unix) {
                closeQuietly(unix.fd());
            }
        }
        channels.clear();
    }

    private static void closeQuietly(FileDescriptor descriptor) {
        try {
            descriptor.close();
        } catch (IOException e) {
            // The kernel has let go of it anyway.
        }
    }

    /// Accepts nobody any more; connections that were accepted stay.
    public void close() {
        if (!own && address instanceof ListenAddress.Unix) {
            // Closed as a channel it would take the file along, which is another process's.
            leave();
            return;
        }
        // Each on its own loop: none waits for the one before.
        List<ChannelFuture> closing = channels.stream().map(Channel::close).toList();
        closing.forEach(ChannelFuture::awaitUninterruptibly);
    }
}
