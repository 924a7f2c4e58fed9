package dev.redoubt.net;

import dev.redoubt.config.HostPort;

import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.Security;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Turns host names into addresses without ever blocking an event loop: the system's resolver may
/// take many seconds, just when the network is broken. There is at most one look-up per name under
/// way, on a thread of its own; attempts that come meanwhile share it.
///
/// A name is looked up anew for each connection, at most once a second. A name that cannot be
/// looked up any more, or not in time, keeps its last addresses: a name server that fails must not
/// take a Redis away that lives. That is said once.
public final class HostResolver {
    private static final Logger LOG = LoggerFactory.getLogger(HostResolver.class);

    /// The JDK's own memory of answers, which is 30 s, and 10 s for names that are not known.
    private static final String MEMORY_SECONDS = "1";

    /// How long a look-up may take where an earlier answer is at hand.
    private static final long PATIENCE_MILLIS = 1000;

    /// Names come from the file and from Sentinels; a bound for what a broken one may announce.
    private static final int REMEMBERED_NAMES = 1024;

    private static final ConcurrentMap<String, CompletableFuture<List<InetAddress>>> UNDER_WAY =
            new ConcurrentHashMap<>();
    private static final ConcurrentMap<String, List<InetAddress>> KNOWN = new ConcurrentHashMap<>();
    private static final Set<String> TROUBLED = ConcurrentHashMap.newKeySet();

    private HostResolver() {}

    /// Shortens the JDK's own memory of names; heeded only before the first look-up of the process.
    static void limitMemory() {
        limitMemory("networkaddress.cache.ttl");
        limitMemory("networkaddress.cache.negative.ttl");
    }

    /// An operator's own setting stays; the JDK's file sets one for names that are not known.
    private static void limitMemory(String property) {
        String given = Security.getProperty(property);
        if (given == null || given.equals("10")) {
            Security.setProperty(property, MEMORY_SECONDS);
        }
    }

    /// Calls one of the consumers later, on `loop`; with all addresses of the host, at least one,
    /// in the order in which they should be tried.
    static void resolve(
            HostPort target,
            EventLoop loop,
            Consumer<List<InetSocketAddress>> resolved,
            Consumer<Ending> failed) {
        CompletableFuture<?> _ =
                addresses(target.host())
                        .whenComplete((found, failure) -> {
                            if (!loop.isShuttingDown()) {
                                loop.execute(() -> {
                                    if (failure == null) {
                                        resolved.accept(sockets(found, target.port()));
                                    } else {
                                        failed.accept(ConnectFailures.ending(failure));
                                    }
                                });
                            }
                        });
    }

    private static CompletableFuture<List<InetAddress>> addresses(String host) {
        return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host)
                ? CompletableFuture.completedFuture(List.of(InetAddress.ofLiteral(host)))
                : UNDER_WAY.computeIfAbsent(host, HostResolver::lookUp);
    }

    private static List<InetSocketAddress> sockets(List<InetAddress> addresses, int port) {
        return addresses.stream().map(each -> new InetSocketAddress(each, port)).toList();
    }

    /// This address of `host` answered: it is tried first from now on.
    static void answered(String host, InetAddress address) {
        KNOWN.computeIfPresent(
                host,
                (name, known) -> {
                    if (known.getFirst().equals(address) || !known.contains(address)) {
                        return known;
                    }
                    List<InetAddress> reordered = new ArrayList<>(known);
                    reordered.remove(address);
                    reordered.addFirst(address);
                    return List.copyOf(reordered);
                });
    }

    private static CompletableFuture<List<InetAddress>> lookUp(String host) {
        CompletableFuture<List<InetAddress>> result = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("resolve " + host).start(() -> finish(host, result));
        List<InetAddress> last = KNOWN.get(host);
        return last == null
                ? result
                : result.completeOnTimeout(last, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static void finish(String host, CompletableFuture<List<InetAddress>> result) {
        List<InetAddress> found = null;
        Throwable failure = null;
        try {
            found = remember(host, List.of(InetAddress.getAllByName(host)));
        } catch (UnknownHostException | RuntimeException e) {
            failure = e;
            found = KNOWN.get(host);
        }
        tell(host, failure, found);
        UNDER_WAY.remove(host);
        if (found != null) {
            result.complete(found);
        } else if (failure != null) {
            result.completeExceptionally(failure);
        }
    }

    /// The same addresses in another order are no news: name servers rotate them, and every loop
    /// should come to the same one.
    private static List<InetAddress> remember(String host, List<InetAddress> found) {
        List<InetAddress> last = KNOWN.get(host);
        if (last != null && new HashSet<>(last).equals(new HashSet<>(found))) {
            return last;
        }
        if (last != null || KNOWN.size() < REMEMBERED_NAMES) {
            KNOWN.put(host, found);
        }
        return found;
    }

    private static void tell(
            String host, @Nullable Throwable failure, @Nullable List<InetAddress> found) {
        if (failure == null) {
            if (TROUBLED.remove(host)) {
                LOG.info("{}: the name is resolved again", host);
            }
        } else if (found != null && TROUBLED.add(host)) {
            LOG.warn(
                    "{}: the name cannot be resolved any more; its last addresses stay in use: {}",
                    host,
                    found.stream().map(InetAddress::getHostAddress).toList());
        }
    }
}
