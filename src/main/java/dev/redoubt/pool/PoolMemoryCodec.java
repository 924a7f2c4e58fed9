package dev.redoubt.pool;

import dev.redoubt.backend.ScriptShelf;
import dev.redoubt.config.HostPort;
import dev.redoubt.failover.History;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A [PoolMemory] as bytes, between two versions of this program: it changes with [#VERSION] only,
/// and what the version before wrote is understood. Pure.
final class PoolMemoryCodec {
    private static final int VERSION = 2;
    private static final int WITHOUT_USAGE = 1;
    private static final int MOST_SERVERS = 1000;
    private static final int MOST_SCRIPTS = 10_000;

    private PoolMemoryCodec() {}

    static byte[] encode(PoolMemory memory) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeBoolean(memory.acknowledged().isPresent());
            if (memory.acknowledged().isPresent()) {
                write(memory.acknowledged().get(), out);
            }
            out.writeInt(memory.demoted().size());
            for (HostPort server : memory.demoted()) {
                write(server, out);
            }
            write(memory.scripts().loaded(), out);
            write(memory.scripts().run(), out);
            write(memory.usage(), out);
            out.writeUTF(memory.meeting().run());
            out.writeBoolean(memory.meeting().others());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(History history, DataOutputStream out) throws IOException {
        out.writeUTF(history.runId());
        out.writeUTF(history.replicationId());
        out.writeUTF(history.secondId());
        out.writeLong(history.secondOffset());
        out.writeLong(history.offset());
        out.writeLong(history.keys());
    }

    private static void write(HostPort server, DataOutputStream out) throws IOException {
        out.writeUTF(server.host());
        out.writeInt(server.port());
    }

    private static void write(Usage usage, DataOutputStream out) throws IOException {
        out.writeBoolean(usage.primary().isPresent());
        if (usage.primary().isPresent()) {
            write(usage.primary().get(), out);
        }
        out.writeLong(usage.epoch());
        out.writeBoolean(usage.ahead());
        out.writeUTF(usage.between());
    }

    private static void write(List<String> scripts, DataOutputStream out) throws IOException {
        out.writeInt(scripts.size());
        for (String script : scripts) {
            byte[] bytes = script.getBytes(StandardCharsets.ISO_8859_1);
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    /// What was known.
    ///
    /// @return empty for what is none, or another version's
    static Optional<PoolMemory> decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readByte();
            if (version != VERSION && version != WITHOUT_USAGE) {
                return Optional.empty();
            }
            Optional<History> acknowledged =
                    in.readBoolean() ? Optional.of(history(in)) : Optional.empty();
            List<HostPort> demoted = servers(in);
            List<String> loaded = scripts(in);
            List<String> run = scripts(in);
            Usage usage = version == WITHOUT_USAGE ? Usage.NONE : usage(in);
            Meeting meeting =
                    version == WITHOUT_USAGE
                            ? Meeting.NONE
                            : new Meeting(in.readUTF(), in.readBoolean());
            return in.available() > 0
                    ? Optional.empty()
                    : Optional.of(
                            new PoolMemory(
                                    acknowledged,
                                    usage,
                                    meeting,
                                    demoted,
                                    new ScriptShelf.Contents(loaded, run)));
        } catch (IOException cut) {
            return Optional.empty();
        }
    }

    private static History history(DataInputStream in) throws IOException {
        return new History(
                in.readUTF(),
                in.readUTF(),
                in.readUTF(),
                in.readLong(),
                in.readLong(),
                in.readLong());
    }

    private static List<HostPort> servers(DataInputStream in) throws IOException {
        int count = count(in, MOST_SERVERS);
        List<HostPort> servers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            servers.add(server(in));
        }
        return servers;
    }

    private static HostPort server(DataInputStream in) throws IOException {
        return new HostPort(in.readUTF(), in.readInt());
    }

    private static Usage usage(DataInputStream in) throws IOException {
        Optional<HostPort> primary = in.readBoolean() ? Optional.of(server(in)) : Optional.empty();
        return new Usage(primary, in.readLong(), in.readBoolean(), in.readUTF());
    }

    private static List<String> scripts(DataInputStream in) throws IOException {
        int count = count(in, MOST_SCRIPTS);
        List<String> scripts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] bytes = new byte[count(in, in.available())];
            in.readFully(bytes);
            scripts.add(new String(bytes, StandardCharsets.ISO_8859_1));
        }
        return scripts;
    }

    private static int count(DataInputStream in, int most) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > most) {
            throw new IOException("cut");
        }
        return count;
    }
}
