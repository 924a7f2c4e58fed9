package dev.redoubt.linux;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Addresses that this machine takes no packets to, though it has them and answers ARP and
/// neighbour solicitations for them: a table of nf_tables of our own. One thread's.
///
/// Rules of others stay as they are: what either drops is dropped. The kernel removes the table
/// with the socket that made it, also after a crash, and lets nobody else change it.
public final class DeafAddresses implements AutoCloseable {
    private static final int ERROR = 2;
    private static final byte NEIGHBOUR_SOLICITATION = (byte) 135;
    private static final byte NEIGHBOUR_ADVERTISEMENT = (byte) 136;

    private final NetlinkSocket socket;
    private int errno;
    private boolean ended;

    private DeafAddresses(NetlinkSocket socket) {
        this.socket = socket;
    }

    /// From now on packets to them are dropped.
    ///
    /// @param addresses of one family
    /// @param table its name, which nobody else has
    /// @throws SystemCallException where the kernel has no nf_tables, or such a table already
    public static DeafAddresses open(IpFamily family, List<InetAddress> addresses, String table)
            throws SystemCallException {
        NetlinkSocket socket = NetlinkSocket.forFilters();
        try {
            DeafAddresses made = new DeafAddresses(socket);
            made.ask(batch(new FilterMessages(family, table), family, addresses), table);
            return made;
        } catch (SystemCallException e) {
            socket.close();
            throw e;
        }
    }

    private static List<NetlinkMessage> batch(
            FilterMessages messages, IpFamily family, List<InetAddress> addresses) {
        List<NetlinkMessage> batch = new ArrayList<>();
        batch.add(FilterMessages.begin());
        batch.add(messages.table());
        batch.add(messages.chain());
        if (family == IpFamily.IPV6) {
            batch.add(messages.take(NEIGHBOUR_SOLICITATION));
            batch.add(messages.take(NEIGHBOUR_ADVERTISEMENT));
        }
        addresses.forEach(each -> batch.add(messages.drop(each.getAddress())));
        batch.add(FilterMessages.end());
        return batch;
    }

    /// Each but the first and the last is answered.
    private void ask(List<NetlinkMessage> batch, String table) throws SystemCallException {
        List<ByteBuffer> pieces = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            pieces.add(batch.get(i).numbered(i));
        }
        ByteBuffer all =
                ByteBuffer.allocateDirect(pieces.stream().mapToInt(ByteBuffer::remaining).sum());
        pieces.forEach(all::put);
        String what = "make the table " + table;
        socket.send(all.flip(), what);
        while (!ended) {
            int received = socket.receive(answer -> heed(answer, batch.size() - 2));
            if (received != -Errno.EINTR.number()) {
                socket.descriptor().check(received, what);
            }
        }
        if (errno != 0) {
            throw socket.descriptor().error(errno, what, "");
        }
    }

    private void heed(NetlinkSocket.Message answer, int last) {
        if (answer.type() == ERROR && !ended) {
            errno = -answer.body().getInt(0);
            ended = errno != 0 || answer.sequence() == last;
        }
    }

    /// Packets are taken again.
    @Override
    public void close() {
        socket.close();
    }
}
