package dev.redoubt.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.peers.Front;
import dev.redoubt.peers.LeakCheck;
import dev.redoubt.peers.RawClient;
import dev.redoubt.peers.RealRedis;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A plain load of a thousand clients is shared wholly, whatever the number of loops and of links
/// of each.
@ExtendWith(LeakCheck.class)
class ThousandClientsIT {
    private static final int CLIENTS = 1_000;
    private static final int ROUNDS = 5;

    private final RealRedis redis = RealRedis.installed();
    private final List<RawClient> clients = new ArrayList<>();

    @AfterEach
    void stop() throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
        redis.close();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 2", "2, 1", "2, 3"})
    void shareTheirLinks(int loops, int links) throws IOException {
        try (Front front = Front.start(file(loops, links))) {
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(RawClient.connect(front.address()));
            }
            for (int round = 0; round < ROUNDS; round++) {
                play(round);
                int most = loops * links;
                long atRedis = linksAtRedis();
                assertEquals(Math.min(most, atRedis), atRedis, "links of at most " + most);
            }
            assertEquals(CLIENTS, front.snapshot().clients());
            assertEquals(0, front.snapshot().privateTurns());
            assertEquals(0, front.snapshot().privateLinks());
            long told = linksAtRedis();
            // Counted four times a second.
            RealRedis.await(told + " links", () -> front.snapshot().sharedLinks() == told);
        }
    }

    private void play(int round) throws IOException {
        for (int i = 0; i < CLIENTS; i++) {
            clients.get(i).send("SET", "k" + i, "v" + round);
            clients.get(i).send("GET", "k" + i);
        }
        for (RawClient client : clients) {
            assertEquals("+OK\r\n", client.reply());
            assertEquals("$2\r\nv" + round + "\r\n", client.reply());
        }
    }

    private long linksAtRedis() {
        return redis.clients().stream()
                .filter(line -> line.contains(" name=redoubt:front "))
                .count();
    }

    private String file(int loops, int links) {
        return """
        workers: %d
        pools:
          front:
            listen: 127.0.0.1:0
            backend: {servers: [%s], links: %d}
        """
                .formatted(loops, redis.address(), links);
    }
}
