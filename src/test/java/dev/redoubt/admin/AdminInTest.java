package dev.redoubt.admin;

import dev.redoubt.config.AdminConfig;
import dev.redoubt.config.HostPort;
import dev.redoubt.config.Secret;
import dev.redoubt.operate.Desk;
import dev.redoubt.snapshot.NodeView;
import dev.redoubt.snapshot.PoolSnapshot;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// An admin server on a free port, and a client that asks it.
record AdminInTest(AdminServer server, HttpClient client) implements AutoCloseable {
    static final HostPort ANY_PORT = new HostPort("127.0.0.1", 0);

    /// For those to whom nobody gives orders.
    static final Desk NO_DESK =
            (request, steps) -> {
                throw new AssertionError(request);
            };

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    static AdminInTest showing(Supplier<List<PoolSnapshot>> pools) throws IOException {
        return start(new AdminConfig(ANY_PORT, null), NodeInTest.of(pools), NO_DESK);
    }

    static AdminInTest withPassword(String password, Supplier<List<PoolSnapshot>> pools)
            throws IOException {
        AdminConfig config = new AdminConfig(ANY_PORT, new Secret(password));
        return start(config, NodeInTest.of(pools), NO_DESK);
    }

    static AdminInTest ordering(Desk desk) throws IOException {
        return start(new AdminConfig(ANY_PORT, null), NodeInTest.of(List::of), desk);
    }

    static AdminInTest start(AdminConfig config, NodeView node, Desk desk) throws IOException {
        return new AdminInTest(AdminServer.start(config, node, desk), HttpClient.newHttpClient());
    }

    HostPort address() {
        return server.address();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://" + server.address() + path))
                .timeout(PATIENCE);
    }

    HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    CompletableFuture<HttpResponse<String>> ask(String path) {
        return client.sendAsync(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path));
    }

    /// @param headers names and values in turn
    HttpResponse<String> order(String method, String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                request(path).method(method, HttpRequest.BodyPublishers.ofString("a body"));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return send(request);
    }

    static List<String> lines(HttpResponse<String> answer) {
        return Arrays.asList(answer.body().split("\n"));
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
