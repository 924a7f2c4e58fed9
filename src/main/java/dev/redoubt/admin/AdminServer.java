package dev.redoubt.admin;

import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpServer;

import dev.redoubt.config.AdminConfig;
import dev.redoubt.config.HostPort;
import dev.redoubt.operate.Desk;
import dev.redoubt.snapshot.NodeView;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Answers HTTP on the admin address. Each request has a virtual thread of its own, so that a slow
/// one delays no other; the limit of connections bounds them. Any thread may call it.
public final class AdminServer implements AutoCloseable {
    private static final int BACKLOG = 64;

    private final HostPort listen;
    private final HttpServer server;
    private final ExecutorService threads;
    private final Metrics metrics;

    private AdminServer(
            HostPort listen, HttpServer server, ExecutorService threads, Metrics metrics) {
        this.listen = listen;
        this.server = server;
        this.threads = threads;
        this.metrics = metrics;
    }

    /// Serves at once.
    ///
    /// @param node asked for each request, from any thread
    /// @param desk gets what operators ask for
    /// @throws IOException if the address cannot be bound; the message names key and address
    public static AdminServer start(AdminConfig config, NodeView node, Desk desk)
            throws IOException {
        ConnectionLimits.apply();
        HttpServer server = bind(config.listen());
        ExecutorService threads =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("redoubt-admin-", 0).factory());
        Metrics metrics = new Metrics(node);
        HttpContext pages =
                server.createContext(
                        "/",
                        new Pages(
                                new Health(node::pools),
                                metrics,
                                new Moves(node::moves),
                                new Status(node)));
        HttpContext orders = server.createContext(Orders.PREFIX, new Orders(desk));
        HttpContext vipOrders = server.createContext(VipOrders.PREFIX, new VipOrders(desk));
        if (config.password() != null) {
            for (HttpContext each : List.of(pages, orders, vipOrders)) {
                each.getFilters().add(new PasswordFilter(config.password()));
            }
        }
        server.setExecutor(threads);
        server.start();
        return new AdminServer(config.listen(), server, threads, metrics);
    }

    private static HttpServer bind(HostPort listen) throws IOException {
        try {
            return HttpServer.create(new InetSocketAddress(listen.host(), listen.port()), BACKLOG);
        } catch (IOException e) {
            throw new IOException(
                    "admin.listen: "
                            + listen
                            + " (expected: an address that can be bound: "
                            + reason(e)
                            + ")",
                    e);
        }
    }

    private static String reason(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.contains("Address already in use") ? "the address is in use" : message;
    }

    /// Where it listens; the port is the real one, also where 0 was asked for.
    public HostPort address() {
        return new HostPort(listen.host(), server.getAddress().getPort());
    }

    /// Ends it and all its connections at once.
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        metrics.close();
    }
}
