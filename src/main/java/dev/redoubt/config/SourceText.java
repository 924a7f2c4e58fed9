package dev.redoubt.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// The characters of the file, or the problem that kept us from them.
final class SourceText {
    /// Far above any real file; keeps `-c /dev/zero` from filling memory.
    static final int MAX_BYTES = 1 << 20;

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private SourceText() {}

    static Optional<String> read(Path file, Problems problems) {
        if (Files.isDirectory(file)) {
            return unreadable("a directory", problems);
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                problems.error(Place.START, "file", "too large (expected: at most 1MiB)");
                return Optional.empty();
            }
            return decoded(bytes, problems);
        } catch (NoSuchFileException e) {
            return unreadable("does not exist", problems);
        } catch (AccessDeniedException e) {
            return unreadable("permission denied", problems);
        } catch (IOException e) {
            return unreadable("cannot be read", problems);
        }
    }

    private static Optional<String> unreadable(String why, Problems problems) {
        problems.error(Place.START, "file", why + " (expected: a readable YAML file)");
        return Optional.empty();
    }

    private static Optional<String> decoded(byte[] bytes, Problems problems) {
        CharsetDecoder decoder =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        String text = out.flip().toString();
        String marked = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        if (result.isError()) {
            problems.error(
                    Place.after(marked), "file", "not UTF-8 from here (expected: UTF-8 text)");
            return Optional.empty();
        }
        return Optional.of(marked);
    }
}
