package dev.redoubt.session;

import dev.redoubt.config.Secret;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Luggage as bytes, between two versions of this program: it changes with [#VERSION] only. Pure.
final class LuggageCodec {
    private static final int VERSION = 1;
    private static final int MOST_DATABASES = 1 << 24;

    private LuggageCodec() {}

    static byte[] encode(Luggage luggage) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeBoolean(luggage.unix());
            out.writeLong(luggage.number());
            write(luggage.name(), out);
            out.writeBoolean(luggage.authenticated());
            out.writeInt(luggage.login().database());
            out.writeByte(luggage.login().protocol());
            out.writeBoolean(luggage.login().own());
            write(luggage.login().user(), out);
            Secret password = luggage.login().password();
            write(password == null ? null : password.value(), out);
            out.writeLong(luggage.age().openNanos());
            out.writeLong(luggage.age().silentNanos());
            out.writeInt(luggage.unread().length);
            out.write(luggage.unread());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(@Nullable String text, DataOutputStream out) throws IOException {
        byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(text == null ? -1 : bytes.length);
        out.write(bytes);
    }

    /// What was packed.
    ///
    /// @return empty for what is none
    static Optional<Luggage> decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readByte() != VERSION) {
                return Optional.empty();
            }
            boolean unix = in.readBoolean();
            long number = in.readLong();
            String name = read(in);
            boolean authenticated = in.readBoolean();
            Luggage.Login login = login(in);
            Luggage.Ages age = new Luggage.Ages(in.readLong(), in.readLong());
            byte[] unread = readBytes(in, in.readInt());
            if (name == null || !isSound(login) || in.available() > 0) {
                return Optional.empty();
            }
            return Optional.of(new Luggage(unix, number, name, authenticated, login, age, unread));
        } catch (IOException cut) {
            return Optional.empty();
        }
    }

    private static Luggage.Login login(DataInputStream in) throws IOException {
        int database = in.readInt();
        int protocol = in.readByte();
        boolean own = in.readBoolean();
        String user = read(in);
        String password = read(in);
        return new Luggage.Login(
                database, protocol, own, user, password == null ? null : new Secret(password));
    }

    private static boolean isSound(Luggage.Login login) {
        return login.database() >= 0
                && login.database() < MOST_DATABASES
                && (login.protocol() == 2 || login.protocol() == 3);
    }

    private static @Nullable String read(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length == -1 ? null : new String(readBytes(in, length), StandardCharsets.UTF_8);
    }

    private static byte[] readBytes(DataInputStream in, int length) throws IOException {
        if (length < 0 || length > in.available()) {
            throw new IOException("cut");
        }
        return in.readNBytes(length);
    }
}
