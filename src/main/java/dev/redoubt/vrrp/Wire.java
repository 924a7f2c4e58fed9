package dev.redoubt.vrrp;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;

/// What one virtual router needs of its host: packets on its interface, and its addresses there.
/// Belongs to the driver's thread. Trouble with addresses is logged, not thrown: it is tried again
/// with each renewal.
interface Wire extends AutoCloseable {
    /// Of the adverts.
    InetAddress source();

    /// Whether no router is between it and another address: that is of the interface's networks.
    boolean isNear(InetAddress other);

    /// Whether its interface or its source address is gone, so that it must be opened anew.
    boolean isStale();

    /// From [#source()], with hop limit 255. Who speaks is Active: the virtual MAC address is here
    /// from then on, until [#stepBack()].
    void send(byte[] advert, InetAddress destination) throws IOException;

    /// The next that waits.
    Optional<Datagram> receive() throws IOException;

    /// Puts the addresses up.
    void hold();

    /// Takes them away, also what an earlier process left.
    void release();

    /// This node is not Active any more, and has said its last word.
    void stepBack();

    /// Keeps those that are held alive, and puts back what is gone.
    void renew();

    /// Tells the neighbours, five times as keepalived does.
    void announce();

    /// Tells them once.
    void remind();

    @Override
    void close();
}
