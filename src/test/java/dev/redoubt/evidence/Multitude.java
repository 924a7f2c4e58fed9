package dev.redoubt.evidence;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.RawClient;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/// Very many clients on one thread. In turn, so many a second, each sets a key of its own; never
/// with more than one command under way. Any thread may look.
final class Multitude implements AutoCloseable {
    private static final int KEPT_ERRORS = 1000;
    private static final int PER_SECOND = 2000;
    private static final String VALUE = "v".repeat(1024);

    private static final class Client {
        private final SocketChannel channel;
        private final byte[] request;
        private boolean waiting;

        Client(SocketChannel channel, int number) {
            this.channel = channel;
            request =
                    RawClient.request("SET", "client:" + number, VALUE)
                            .getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private final Selector selector = Selector.open();
    private final List<Client> clients = new ArrayList<>();
    private final ByteBuffer read = ByteBuffer.allocateDirect(4096);
    private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::run);
    private long due;
    private int next;
    private final Queue<String> errors = new ConcurrentLinkedQueue<>();
    private volatile long sent;
    private volatile int waiting;
    private volatile long succeeded;
    private volatile long failed;
    private volatile boolean allAtOnce;
    private volatile boolean over;
    private volatile @Nullable Throwable broken;

    Multitude(HostPort server, int count) throws IOException {
        InetSocketAddress target = new InetSocketAddress(server.host(), server.port());
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open(target);
            channel.configureBlocking(false);
            Client client = new Client(channel, i);
            channel.register(selector, SelectionKey.OP_READ, client);
            clients.add(client);
        }
        thread.start();
    }

    /// Commands without an answer.
    int waiting() {
        return waiting;
    }

    /// Commands sent.
    long sent() {
        return sent;
    }

    /// Commands answered with OK.
    long succeeded() {
        return succeeded;
    }

    /// Commands answered with an error.
    long failed() {
        return failed;
    }

    /// The words of the first errors, each once.
    List<String> errors() {
        return errors.stream().distinct().toList();
    }

    /// What ended; null while all is well.
    @Nullable Throwable broken() {
        return broken;
    }

    /// Everyone sends who has nothing under way.
    void everyoneAtOnce() {
        allAtOnce = true;
    }

    private void run() {
        long startNanos = System.nanoTime();
        try {
            while (!over) {
                selector.select(2);
                for (SelectionKey key : selector.selectedKeys()) {
                    take((Client) key.attachment());
                }
                selector.selectedKeys().clear();
                long elapsedNanos = System.nanoTime() - startNanos;
                send(elapsedNanos * PER_SECOND / TimeUnit.SECONDS.toNanos(1) - due);
            }
        } catch (IOException | RuntimeException e) {
            broken = e;
        }
    }

    private void send(long turns) throws IOException {
        long count = turns;
        if (allAtOnce) {
            allAtOnce = false;
            count = clients.size();
        } else {
            due += turns;
        }
        for (long i = 0; i < count; i++) {
            Client client = clients.get(next);
            next = (next + 1) % clients.size();
            if (!client.waiting) {
                send(client);
            }
        }
    }

    private void send(Client client) throws IOException {
        ByteBuffer request = ByteBuffer.wrap(client.request);
        client.channel.write(request);
        if (request.hasRemaining()) {
            throw new IOException("the server reads nothing");
        }
        client.waiting = true;
        add(1, 0, 0);
    }

    private void take(Client client) throws IOException {
        read.clear();
        int count = client.channel.read(read);
        if (count < 0) {
            throw new IOException("the server closed a connection");
        }
        if (!client.waiting || read.get(count - 1) != '\n') {
            throw new IOException("a reply in pieces, or one that nobody asked for");
        }
        client.waiting = false;
        boolean good = read.get(0) == '+';
        if (!good && errors.size() < KEPT_ERRORS) {
            errors.add(StandardCharsets.ISO_8859_1.decode(read.flip()).toString().strip());
        }
        add(-1, good ? 1 : 0, good ? 0 : 1);
    }

    // One thread writes them.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void add(int underWay, int good, int bad) {
        sent += Math.max(0, underWay);
        waiting += underWay;
        succeeded += good;
        failed += bad;
    }

    @Override
    public void close() throws IOException {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Client client : clients) {
            client.channel.close();
        }
        selector.close();
    }
}
