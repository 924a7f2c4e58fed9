package dev.redoubt.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Scanner;

class LoadClientTest {
    enum Script {
        HONEST("+OK\r\n", "$4\r\nc1:1\r\n", 0, 0, 0),
        FAILED_WRITE_THAT_HAPPENED("-ERR unanswered\r\n", "$4\r\nc1:1\r\n", 1, 0, 0),
        FAILED_WRITE_THAT_DID_NOT("-ERR unanswered\r\n", "$-1\r\n", 1, 0, 0),
        LOST_WRITE("+OK\r\n", "$-1\r\n", 0, 0, 1),
        OLDER_VALUE("+OK\r\n", "$4\r\nc1:0\r\n", 0, 0, 1),
        ANOTHER_CLIENTS_VALUE("+OK\r\n", "$4\r\nc2:1\r\n", 0, 1, 0),
        A_VALUE_OF_THE_FUTURE("+OK\r\n", "$4\r\nc1:2\r\n", 0, 1, 0),
        REFUSED_READ("+OK\r\n", "-LOADING\r\n", 1, 0, 0);

        private final String toSet;
        private final String toRead;
        private final long errors;
        private final long wrong;
        private final long lost;

        Script(String toSet, String toRead, long errors, long wrong, long lost) {
            this.toSet = toSet;
            this.toRead = toRead;
            this.errors = errors;
            this.wrong = wrong;
            this.lost = lost;
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachReplyIsChecked(Script script) throws Exception {
        LoadCounters counters = new LoadCounters();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            HostPort address = new HostPort("127.0.0.1", server.getLocalPort());
            LoadClient client =
                    new LoadClient(address, "c1", counters, System.nanoTime(), Duration.ofNanos(1));
            Thread running = Thread.ofVirtual().start(client);
            try (Socket accepted = server.accept()) {
                accepted.setSoTimeout(5_000);
                Scanner requests =
                        new Scanner(accepted.getInputStream(), StandardCharsets.US_ASCII)
                                .useDelimiter("\r\n");
                answer(requests, accepted.getOutputStream(), "SET", script.toSet);
                answer(requests, accepted.getOutputStream(), "GET", script.toRead);
                // The next command shows that the reply was checked.
                expect(requests, "SET");
                client.stop();
                accepted.getOutputStream().write("+OK\r\n".getBytes(StandardCharsets.US_ASCII));
                assertTrue(running.join(Duration.ofSeconds(5)));
            }
        }
        LoadCounters.View seen = counters.view();
        assertEquals(3, seen.answered());
        assertEquals(script.errors, seen.errors());
        assertEquals(script.wrong, seen.wrong());
        assertEquals(script.lost, seen.lost());
        assertEquals(0, seen.broken());
    }

    private static void answer(Scanner requests, OutputStream out, String verb, String reply)
            throws IOException {
        expect(requests, verb);
        out.write(reply.getBytes(StandardCharsets.US_ASCII));
    }

    // Reads one whole request.
    private static void expect(Scanner requests, String verb) {
        int words = Integer.parseInt(requests.next().substring(1));
        for (int i = 0; i < words; i++) {
            requests.next();
            String word = requests.next();
            if (i == 0) {
                assertEquals(verb, word);
            }
        }
    }
}
