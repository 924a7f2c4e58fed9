package dev.redoubt.clients;

import dev.redoubt.config.HostPort;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// Copies bytes between clients and a server, and gives one thing that the server says another name
/// of the same length. For small replies: what is cut in two keeps its name.
final class Renaming implements AutoCloseable {
    private final ServerSocket listener;
    private final HostPort server;
    private final String from;
    private final String to;

    private Renaming(ServerSocket listener, HostPort server, String from, String to) {
        this.listener = listener;
        this.server = server;
        this.from = from;
        this.to = to;
    }

    static Renaming before(HostPort server, String from, String to) throws IOException {
        ServerSocket listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        Renaming renaming = new Renaming(listener, server, from, to);
        Thread.ofVirtual().start(renaming::accept);
        return renaming;
    }

    HostPort address() {
        return new HostPort("127.0.0.1", listener.getLocalPort());
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket behind = new Socket(server.host(), server.port());
                Thread.ofVirtual().start(() -> copy(client, behind, "", ""));
                Thread.ofVirtual().start(() -> copy(behind, client, from, to));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private static void copy(Socket in, Socket out, String from, String to) {
        byte[] piece = new byte[8192];
        try (in;
                out) {
            InputStream stream = in.getInputStream();
            int count;
            while ((count = stream.read(piece)) >= 0) {
                String text = new String(piece, 0, count, StandardCharsets.ISO_8859_1);
                String renamed = from.isEmpty() ? text : text.replace(from, to);
                out.getOutputStream().write(renamed.getBytes(StandardCharsets.ISO_8859_1));
            }
        } catch (IOException ended) {
            // By one side or the other.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
