package load;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/// One connection that has one step under way, or none: a command, or a transaction whole.
final class Client {
    private static final int BUFFER_BYTES = 4 * 1024;

    private final int number;
    private final SocketChannel channel;
    private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private Step step = Step.NONE;
    private int repliesLeft;
    private long sentNanos;

    /// What a client has under way.
    enum Step {
        NONE,
        PLAIN,
        TRANSACTION,
        BLOCKING
    }

    /// @param number among its like
    Client(Selector selector, int port, int number) throws IOException {
        this.number = number;
        channel = SocketChannel.open();
        try {
            // As those of redis-benchmark, but that no port stays taken for a minute afterwards.
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            Crowd.connect(channel.socket(), port);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
        } catch (IOException failure) {
            channel.close();
            throw failure;
        }
    }

    int number() {
        return number;
    }

    Step step() {
        return step;
    }

    /// Adds a command to what [#send] sends.
    Client command(String... words) {
        out.put(("*" + words.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (var word : words) {
            var text = "$" + word.length() + "\r\n" + word + "\r\n";
            out.put(text.getBytes(StandardCharsets.US_ASCII));
        }
        repliesLeft++;
        return this;
    }

    void send(Step now) throws IOException {
        step = now;
        out.flip();
        sentNanos = System.nanoTime();
        while (out.hasRemaining()) {
            channel.write(out);
        }
        out.clear();
    }

    /// @return whether the step's last reply has come
    boolean read() throws IOException {
        if (channel.read(in) < 0) {
            throw new IOException("the connection was closed");
        }
        int from = 0;
        for (int end = 0; repliesLeft > 0 && (end = Replies.end(in, from)) >= 0; from = end) {
            repliesLeft--;
        }
        if (repliesLeft == 0 && from < in.position()) {
            throw new IOException("more replies than commands");
        }
        in.limit(in.position()).position(from);
        in.compact();
        return repliesLeft == 0;
    }

    long sinceSentNanos() {
        return System.nanoTime() - sentNanos;
    }

    void rest() {
        step = Step.NONE;
    }

    void close() throws IOException {
        channel.close();
    }
}
