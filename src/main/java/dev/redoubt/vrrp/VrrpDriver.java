package dev.redoubt.vrrp;

import dev.redoubt.config.VipConfig;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Runs the virtual routers of a node on a thread of its own with nothing else on it.
///
/// Packets are read before alarms ring, and that others are silent is not believed before all is
/// read that had come by then: what came while the thread could not run is heard first. How late it
/// runs is measured.
public final class VrrpDriver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(VrrpDriver.class);
    private static final Duration END_LIMIT = Duration.ofSeconds(2);
    private static final long IDLE_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long POOLS_NANOS = Duration.ofMillis(200).toNanos();
    private static final int BURST = 64;

    private final VrrpHost host;
    private final Scripts scripts = new Scripts();
    private final Pipes pipes = new Pipes();
    private final List<RouterGroup> groups = new ArrayList<>();
    private final Queue<Runnable> orders = new ConcurrentLinkedQueue<>();
    private final Supplier<Set<String>> servingPools;
    private final Succession succession = new Succession();
    private final Thread thread;
    private Set<String> linked = Set.of();
    private long poolsAtNanos;
    private long turnAtNanos;
    private boolean begun;
    private volatile boolean stopped;
    private volatile byte[] left = new byte[0];
    private final CompletableFuture<String> failure = new CompletableFuture<>();
    private volatile Stalls stalls = Stalls.NONE;
    private volatile List<VipView> views = List.of();

    private VrrpDriver(List<VipConfig> vips, VrrpHost host, Supplier<Set<String>> servingPools) {
        this.host = host;
        this.servingPools = servingPools;
        for (List<RouterPlan> group : RouterPlan.of(vips)) {
            groups.add(new RouterGroup(group, host, scripts, pipes));
        }
        thread = Thread.ofPlatform().name("redoubt-vrrp").unstarted(this::run);
    }

    /// Starts on this machine.
    ///
    /// @param servingPools the pools that accept clients and know their primary; asked five times a
    ///   second, so it must not wait
    /// @throws IOException with a message for people, where the machine does not let it
    public static VrrpDriver start(List<VipConfig> vips, Supplier<Set<String>> servingPools)
            throws IOException {
        return start(vips, LinuxHost.open(), servingPools);
    }

    static VrrpDriver start(
            List<VipConfig> vips, VrrpHost host, Supplier<Set<String>> servingPools) {
        VrrpDriver driver = open(vips, host, servingPools);
        driver.begin(new byte[0]);
        return driver;
    }

    static VrrpDriver open(List<VipConfig> vips, VrrpHost host, Supplier<Set<String>> pools) {
        return new VrrpDriver(vips, host, pools);
    }

    /// Makes one that could start on this machine, and is silent until [#begin].
    ///
    /// @throws IOException with a message for people, where the machine does not let it
    public static VrrpDriver open(List<VipConfig> vips, Supplier<Set<String>> servingPools)
            throws IOException {
        return open(vips, LinuxHost.open(), servingPools);
    }

    /// What one of this file goes on with as it is, if another process of the node has it.
    public static List<String> claims(List<VipConfig> vips) {
        return Succession.claims(vips);
    }

    /// Begins, once.
    ///
    /// @param memory what [#bequeath] of a process before gave; nothing for none
    public void begin(byte[] memory) {
        begun = true;
        succession.remember(memory);
        thread.start();
    }

    /// As they stand now. Any thread.
    public List<VipView> views() {
        return views;
    }

    /// How late its thread was so far. Any thread.
    public Stalls stalls() {
        return stalls;
    }

    /// Lines that nobody got from a `notify_fifo`. Any thread.
    public long linesLost() {
        return pipes.lost();
    }

    /// Gives addresses to others, or takes part again. Any thread.
    ///
    /// @param vip an entry of the file; empty for all
    /// @return the entries that do so now, also those that move along; none where there is no such
    ///   entry
    public Future<List<String>> stance(VipView.Stance wished, Optional<String> vip) {
        CompletableFuture<List<String>> done = new CompletableFuture<>();
        order(() -> {
            List<RouterGroup> concerned =
                    groups.stream()
                            .filter(group -> vip.map(group.names()::contains).orElse(true))
                            .toList();
            concerned.forEach(group -> group.stance(wished, linked));
            publish();
            done.complete(concerned.stream().flatMap(group -> group.names().stream()).toList());
        });
        return done;
    }

    /// Gives the addresses up, says so, and ends. Any thread; returns when that is done. Programs
    /// that are told of it may still run: [#awaitTold].
    public void leave() {
        if (begun) {
            end(() -> stopped = true);
        } else {
            host.close();
        }
        pipes.close();
        scripts.close();
    }

    /// Waits for the programs that are told of changes, each of which has its time; at most for
    /// [Scripts#NOTIFY_LIMIT] in all. After [#leave].
    public void awaitTold() {
        scripts.awaitTold();
    }

    /// Leaves, and waits for these programs.
    @Override
    public void close() {
        leave();
        awaitTold();
    }

    /// Tells when it ends by a fault of its own, which it should not. Any thread.
    ///
    /// @param told why, once the addresses are given up; from its thread, or at once
    public void whenFailed(Consumer<String> told) {
        failure.thenAccept(told);
    }

    /// Ends for another process of this node, which claims these: their addresses stay, and nobody
    /// hears of it. Any thread; returns when that is done; [#close] does the rest.
    ///
    /// @return what it must [#begin] with, soon
    /// @throws IllegalStateException if it has not ended in time, and nobody may go on yet: this
    ///   one does, unless [#isEnding]
    public byte[] bequeath(Set<String> claims) {
        RevocableOrder order =
                new RevocableOrder(() -> {
                    succession.bequeath(claims);
                    stopped = true;
                });
        end(order);
        if (thread.isAlive() && !order.revoke()) {
            // It has come to it at last.
            join();
        }
        if (thread.isAlive()) {
            throw new IllegalStateException("virtual addresses are not given up in time");
        }
        return left;
    }

    /// Whether it takes part no more, or will not soon. Any thread.
    public boolean isEnding() {
        return stopped || failure.isDone();
    }

    private void end(Runnable order) {
        order(order);
        join();
    }

    private void join() {
        try {
            thread.join(END_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void order(Runnable order) {
        orders.add(order);
        host.wake();
    }

    private void run() {
        Optional<String> fault = Optional.empty();
        try {
            host.begin();
            linked = host.linked();
            groups.forEach(group -> group.trackScripts(scripts, this::order));
            if (succession.hasPredecessor()) {
                lookForPools();
            }
            groups.forEach(group -> succession.begin(group, linked));
            host.ready();
            turnAtNanos = host.nowNanos();
            while (!stopped) {
                await();
                turn();
            }
        } catch (IOException | RuntimeException | Error e) {
            String reason = "VRRP ended by a fault, its addresses are given up: " + e;
            LOG.error("{}", reason);
            fault = Optional.of(reason);
        } finally {
            // Where it ends by a fault, the pools may go on.
            if (stopped && succession.isLast()) {
                guarded(host::stopping);
            }
            endGroups();
            guarded(() -> left = succession.memory(groups));
            guarded(this::publish);
            fault.ifPresent(reason -> guarded(() -> show(reason)));
            guarded(host::close);
            if (fault.isPresent()) {
                // Nobody heeds any more what they find.
                guarded(scripts::close);
                failure.complete(fault.get());
            }
        }
    }

    /// Whoever asks shall see why nothing is taken part in any more.
    private void show(String fault) {
        views = views.stream().map(each -> each.failed(fault)).toList();
    }

    /// What others wait for is said before anything that takes time, and what stays is renewed
    /// last.
    private void endGroups() {
        List<RouterGroup> claimed = groups.stream().filter(succession::isClaimed).toList();
        List<RouterGroup> over = groups.stream().filter(each -> !claimed.contains(each)).toList();
        over.forEach(each -> guarded(each::stop));
        over.forEach(each -> guarded(each::close));
        claimed.forEach(each -> guarded(() -> succession.bequeath(each)));
    }

    /// One step that fails keeps no other from being done: addresses are given up, and whoever
    /// waits for the end hears of it.
    private static void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            LOG.error("VRRP does not end well, an address may be left here: {}", e.toString());
        }
    }

    private void await() throws IOException {
        long now = host.nowNanos();
        noticeDelay(now - turnAtNanos);
        long wanted = nextNanos(now);
        host.awaitUntil(wanted);
        turnAtNanos = host.nowNanos();
        noticeDelay(turnAtNanos - wanted);
    }

    private void noticeDelay(long nanos) {
        Duration longest = stalls.longest();
        stalls = stalls.with(Duration.ofNanos(Math.max(0, nanos)));
        if (stalls.longest().compareTo(longest) > 0 && nanos > POOLS_NANOS / 2) {
            LOG.warn("woken {} ms late", nanos / 1_000_000);
        }
    }

    private long nextNanos(long nowNanos) {
        long least = Math.min(IDLE_NANOS, tracksPools() ? POOLS_NANOS : IDLE_NANOS);
        for (RouterGroup group : groups) {
            OptionalLong next = group.nextNanos();
            if (next.isPresent()) {
                least = Math.min(least, next.getAsLong() - nowNanos);
            }
        }
        return nowNanos + Math.max(0, least);
    }

    private boolean tracksPools() {
        return groups.stream().anyMatch(RouterGroup::tracksPools);
    }

    private void turn() throws IOException {
        for (RouterGroup group : groups) {
            group.hear(BURST);
            // Before it is heard what happened to the addresses: who overslept puts nothing back.
            group.ring();
        }
        boolean moved = host.changed();
        if (moved) {
            lookForLinks();
        }
        for (Runnable order = orders.poll(); order != null; order = orders.poll()) {
            order.run();
        }
        long now = host.nowNanos();
        if (tracksPools() && now - poolsAtNanos >= POOLS_NANOS) {
            poolsAtNanos = now;
            lookForPools();
        }
        groups.forEach(group -> group.judge(linked));
        host.alive();
        publish();
    }

    /// What is known goes on to count where nothing can be learned now: VRRP itself goes on.
    private void lookForLinks() {
        try {
            linked = new HashSet<>(host.linked());
        } catch (IOException e) {
            LOG.warn("interfaces cannot be looked at: {}", e.toString());
        }
    }

    private void lookForPools() {
        try {
            Set<String> serving = servingPools.get();
            groups.forEach(group -> group.pools(serving));
        } catch (RuntimeException e) {
            LOG.error("the pools cannot be looked at: {}", e.toString());
        }
    }

    private void publish() {
        views = groups.stream().flatMap(group -> group.views().stream()).toList();
    }
}
