package dev.redoubt.vrrp;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A [VipMemory] as bytes, between two versions of this program: it changes with [#VERSION] only.
/// Pure.
final class VipMemoryCodec {
    private static final int VERSION = 1;
    private static final int MOST = 10_000;

    private VipMemoryCodec() {}

    static byte[] encode(VipMemory memory) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            writeWords(memory.left(), out);
            out.writeInt(memory.held().size());
            for (VipMemory.Held each : memory.held()) {
                out.writeUTF(each.claim());
                out.writeLong(each.saidAtNanos());
                out.writeLong(each.silentForNanos());
                out.writeInt(each.succeeding().size());
                for (List<String> command : each.succeeding()) {
                    writeWords(command, out);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void writeWords(List<String> words, DataOutputStream out) throws IOException {
        out.writeInt(words.size());
        for (String word : words) {
            out.writeUTF(word);
        }
    }

    /// What was left.
    ///
    /// @return empty for what is none, or another version's
    static Optional<VipMemory> decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readByte() != VERSION) {
                return Optional.empty();
            }
            List<String> left = words(in);
            int count = count(in);
            List<VipMemory.Held> held = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                held.add(
                        new VipMemory.Held(
                                in.readUTF(), in.readLong(), in.readLong(), commands(in)));
            }
            return in.available() > 0 ? Optional.empty() : Optional.of(new VipMemory(left, held));
        } catch (IOException cut) {
            return Optional.empty();
        }
    }

    private static List<List<String>> commands(DataInputStream in) throws IOException {
        int count = count(in);
        List<List<String>> commands = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            commands.add(words(in));
        }
        return commands;
    }

    private static List<String> words(DataInputStream in) throws IOException {
        int count = count(in);
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            words.add(in.readUTF());
        }
        return words;
    }

    private static int count(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > MOST) {
            throw new IOException("cut");
        }
        return count;
    }
}
