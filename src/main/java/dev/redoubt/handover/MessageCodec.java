package dev.redoubt.handover;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Messages as packets: the version of this table, what it is, and its parts. Pure.
final class MessageCodec {
    /// Of processes that understand each other.
    private static final int VERSION = 2;

    private static final int MOST_WORDS = 1000;
    private static final Duration LONGEST_LIMIT = Duration.ofHours(24);

    private static final int ASK = 1;
    private static final int LISTENING = 2;
    private static final int OFFERED = 3;
    private static final int REFUSED = 4;
    private static final int PREPARED = 5;
    private static final int FREED = 6;
    private static final int SERVING = 7;
    private static final int SESSION = 8;
    private static final int LEFT = 9;
    private static final int MEMORY = 10;

    private MessageCodec() {}

    static byte[] encode(Message message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            write(message, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(Message message, DataOutputStream out) throws IOException {
        switch (message) {
            case Message.Ask(Duration limit, List<String> pools, List<String> claims) -> {
                out.writeByte(ASK);
                out.writeLong(limit.toMillis());
                writeAll(pools, out);
                writeAll(claims, out);
            }
            case Message.Listening(String address) -> {
                out.writeByte(LISTENING);
                out.writeUTF(address);
            }
            case Message.Offered(List<String> serving) -> {
                out.writeByte(OFFERED);
                writeAll(serving, out);
            }
            case Message.Refused(String reason) -> {
                out.writeByte(REFUSED);
                out.writeUTF(reason);
            }
            case Message.Prepared _ -> out.writeByte(PREPARED);
            case Message.Freed _ -> out.writeByte(FREED);
            case Message.Serving _ -> out.writeByte(SERVING);
            case Message.Session(String pool, byte[] state) -> {
                out.writeByte(SESSION);
                out.writeUTF(pool);
                out.writeInt(state.length);
                out.write(state);
            }
            case Message.Left _ -> out.writeByte(LEFT);
            case Message.Memory(String of, int following, byte[] piece) -> {
                out.writeByte(MEMORY);
                out.writeUTF(of);
                out.writeInt(following);
                out.writeInt(piece.length);
                out.write(piece);
            }
        }
    }

    private static void writeAll(List<String> words, DataOutputStream out) throws IOException {
        out.writeShort(words.size());
        for (String word : words) {
            out.writeUTF(word);
        }
    }

    /// What a packet says.
    ///
    /// @return empty for what is none, or another version's
    static Optional<Message> decode(byte[] packet) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(packet))) {
            if (in.readByte() != VERSION) {
                return Optional.empty();
            }
            Optional<Message> read = read(in);
            return in.available() == 0 ? read : Optional.empty();
        } catch (IOException cut) {
            return Optional.empty();
        }
    }

    private static Optional<Message> read(DataInputStream in) throws IOException {
        return switch (in.readByte()) {
            case ASK -> ask(in);
            case LISTENING -> Optional.of(new Message.Listening(in.readUTF()));
            case OFFERED -> readAll(in).map(Message.Offered::new);
            case REFUSED -> Optional.of(new Message.Refused(in.readUTF()));
            case PREPARED -> Optional.of(new Message.Prepared());
            case FREED -> Optional.of(new Message.Freed());
            case SERVING -> Optional.of(new Message.Serving());
            case SESSION -> session(in);
            case LEFT -> Optional.of(new Message.Left());
            case MEMORY -> memory(in);
            default -> Optional.empty();
        };
    }

    private static Optional<Message> ask(DataInputStream in) throws IOException {
        long limitMillis = in.readLong();
        boolean sensible = limitMillis >= 0 && limitMillis <= LONGEST_LIMIT.toMillis();
        if (!sensible) {
            return Optional.empty();
        }
        Duration limit = Duration.ofMillis(limitMillis);
        Optional<List<String>> pools = readAll(in);
        Optional<List<String>> claims = pools.isEmpty() ? Optional.empty() : readAll(in);
        return claims.map(each -> new Message.Ask(limit, pools.orElseThrow(), each));
    }

    private static Optional<Message> memory(DataInputStream in) throws IOException {
        String of = in.readUTF();
        int following = in.readInt();
        int length = in.readInt();
        return following >= 0 && length == in.available()
                ? Optional.of(new Message.Memory(of, following, in.readAllBytes()))
                : Optional.empty();
    }

    private static Optional<Message> session(DataInputStream in) throws IOException {
        String pool = in.readUTF();
        int length = in.readInt();
        return length == in.available()
                ? Optional.of(new Message.Session(pool, in.readAllBytes()))
                : Optional.empty();
    }

    private static Optional<List<String>> readAll(DataInputStream in) throws IOException {
        int count = in.readUnsignedShort();
        if (count > MOST_WORDS) {
            return Optional.empty();
        }
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            words.add(in.readUTF());
        }
        return Optional.of(List.copyOf(words));
    }
}
