package dev.redoubt.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Tells of changes to interfaces and addresses as they happen.
public final class NetworkEvents implements Pollable, AutoCloseable {
    private static final int DEVICES = 1;
    private static final int IPV4_ADDRESSES = 0x10;
    private static final int IPV6_ADDRESSES = 0x100;

    private final NetlinkSocket socket;

    private NetworkEvents(NetlinkSocket socket) {
        this.socket = socket;
    }

    /// What happens from now on; read the tables afterwards, so that nothing falls between.
    public static NetworkEvents open() throws SystemCallException {
        return new NetworkEvents(
                NetlinkSocket.forEvents(DEVICES | IPV4_ADDRESSES | IPV6_ADDRESSES));
    }

    /// Those that wait, in order; some of them, where there are many.
    ///
    /// @return none where nothing waits
    public List<NetworkEvent> receive() throws SystemCallException {
        List<NetworkEvent> events = new ArrayList<>();
        int received = socket.receive(message -> event(message).ifPresent(events::add));
        if (received == -Errno.ENOBUFS.number()) {
            return List.of(new NetworkEvent.Overrun());
        }
        if (received != -Errno.EAGAIN.number() && received != -Errno.EINTR.number()) {
            socket.descriptor().check(received, "receive events");
        }
        return events;
    }

    private static Optional<NetworkEvent> event(NetlinkSocket.Message message) {
        return switch (message.type()) {
            case NetlinkReader.NEW_DEVICE ->
                    NetlinkReader.device(message.body()).map(NetworkEvent.DeviceChanged::new);
            case NetlinkReader.DELETE_DEVICE ->
                    NetlinkReader.device(message.body()).map(NetworkEvent.DeviceGone::new);
            case NetlinkReader.NEW_ADDRESS ->
                    NetlinkReader.address(message.body()).map(NetworkEvent.AddressAdded::new);
            case NetlinkReader.DELETE_ADDRESS ->
                    NetlinkReader.address(message.body()).map(NetworkEvent.AddressRemoved::new);
            default -> Optional.empty();
        };
    }

    @Override
    public int descriptor() {
        return socket.descriptor().number();
    }

    @Override
    public void close() {
        socket.close();
    }
}
