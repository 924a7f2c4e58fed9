package dev.redoubt.peers;

import dev.redoubt.peers.ScriptedRedis.Purpose;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/// One connection to a [ScriptedRedis], for its script's thread.
public final class ScriptedConnection implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final ScriptedAnswers answers;
    private final Deque<List<String>> peeked = new ArrayDeque<>();
    private boolean open = true;

    ScriptedConnection(Socket socket, ScriptedAnswers answers) throws IOException {
        this.socket = socket;
        this.answers = answers;
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    Purpose purpose() throws IOException {
        List<String> command = read();
        peeked.add(command);
        while (List.of("HELLO", "SELECT").contains(command.getFirst())) {
            command = read();
            peeked.add(command);
        }
        return switch (command.getFirst().toUpperCase(Locale.ROOT)) {
            case "CLIENT" -> Purpose.SHARED;
            case "PING" -> Purpose.PRIVATE;
            case "ROLE" -> Purpose.PROBE;
            case "INFO" -> Purpose.HISTORY;
            case "SENTINEL" -> Purpose.POLL;
            case "SUBSCRIBE" -> Purpose.SUBSCRIPTION;
            default -> Purpose.OTHER;
        };
    }

    /// The next command.
    ///
    /// @throws EOFException if there is none any more
    public List<String> next() throws IOException {
        List<String> first = peeked.poll();
        return first == null ? read() : first;
    }

    private List<String> read() throws IOException {
        int count = Integer.parseInt(line().substring(1));
        List<String> command = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int length = Integer.parseInt(line().substring(1));
            byte[] argument = in.readNBytes(length + 2);
            if (argument.length < length + 2) {
                throw new EOFException();
            }
            command.add(new String(argument, 0, length, StandardCharsets.ISO_8859_1));
        }
        Spelling.undo(command);
        return command;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException();
            }
            line.append((char) next);
        }
        return line.substring(0, line.length() - 1);
    }

    /// Sends these bytes; `|` stands for CRLF.
    public void say(String bytes) throws IOException {
        socket.getOutputStream()
                .write(bytes.replace("|", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    /// Takes the next command and answers it.
    public void answerNext() throws IOException {
        answer(next());
    }

    /// Answers as without a script.
    public void answer(List<String> command) throws IOException {
        say(answers.to(command));
    }

    /// Answers everything up to the role of a server that takes commands.
    public void shakeHands() throws IOException {
        List<String> command;
        do {
            command = next();
            answer(command);
        } while (!command.getFirst().equals("ROLE"));
    }

    /// Answers everything, until the other side leaves.
    public void serve() throws IOException {
        while (open) {
            answerNext();
        }
    }

    /// Takes everything and says nothing, until the other side leaves.
    public void ignore() throws IOException {
        while (open) {
            next();
        }
    }

    /// Ends the connection as a dying kernel does, with RST.
    public void reset() throws IOException {
        open = false;
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        open = false;
        socket.close();
    }
}
