package dev.redoubt.cli;

import dev.redoubt.config.VipConfig;
import dev.redoubt.operate.VipAnswer;
import dev.redoubt.operate.VipOrder;
import dev.redoubt.snapshot.VipSnapshot;
import dev.redoubt.vrrp.Refusal;
import dev.redoubt.vrrp.Stalls;
import dev.redoubt.vrrp.VipView;
import dev.redoubt.vrrp.VrrpDriver;
import dev.redoubt.vrrp.VrrpState;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A node's virtual addresses.
final class NodeVips implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final VrrpDriver driver;
    private final List<String> names;

    NodeVips(VrrpDriver driver, List<String> names) {
        this.driver = driver;
        this.names = names;
    }

    /// @param servingPools those that can serve, asked often
    /// @throws IOException if it cannot, with a message for people
    static NodeVips start(List<VipConfig> vips, Supplier<Set<String>> servingPools)
            throws IOException {
        List<String> names = vips.stream().map(VipConfig::name).toList();
        return new NodeVips(VrrpDriver.start(vips, servingPools), names);
    }

    /// Makes sure that it could, and is silent until [#begin].
    ///
    /// @param servingPools those that can serve, asked often
    /// @throws IOException if it cannot, with a message for people
    static NodeVips open(List<VipConfig> vips, Supplier<Set<String>> servingPools)
            throws IOException {
        List<String> names = vips.stream().map(VipConfig::name).toList();
        return new NodeVips(VrrpDriver.open(vips, servingPools), names);
    }

    /// Begins, once.
    ///
    /// @param memory what a process before left; nothing for none
    void begin(byte[] memory) {
        driver.begin(memory);
    }

    /// For the log: each with its addresses.
    static String listed(List<VipConfig> vips) {
        return vips.stream()
                .map(vip ->
                        vip.name()
                                + " ("
                                + vip.addresses().stream()
                                        .map(Object::toString)
                                        .collect(Collectors.joining(", "))
                                + ")")
                .collect(Collectors.joining(", "));
    }

    List<VipSnapshot> snapshots() {
        return driver.views().stream().map(NodeVips::snapshot).toList();
    }

    private static VipSnapshot snapshot(VipView view) {
        VipView.Traffic traffic = view.traffic();
        return new VipSnapshot(
                view.name(),
                view.addresses(),
                view.role().name(),
                view.priority(),
                view.faults(),
                VipSnapshot.Stance.valueOf(view.stance().name()),
                new VipSnapshot.Adverts(
                        traffic.sent(),
                        traffic.heard(),
                        traffic.late(),
                        Duration.ofNanos(traffic.longestGapNanos())),
                counts(VrrpState.Role.values(), view.turns()),
                counts(Refusal.values(), view.refused()));
    }

    /// Of all, also where it is 0: who watches must see it rise.
    private static <E extends Enum<E>> Map<String, Long> counts(E[] all, Map<E, Long> counted) {
        return Stream.of(all)
                .collect(
                        Collectors.toMap(
                                each -> each.name().toLowerCase(Locale.ROOT),
                                each -> counted.getOrDefault(each, 0L)));
    }

    long linesLost() {
        return driver.linesLost();
    }

    VipSnapshot.Stalls stalls() {
        Stalls stalls = driver.stalls();
        return new VipSnapshot.Stalls(stalls.count(), stalls.longest());
    }

    /// Carries out an order; waits until that is done.
    VipAnswer ask(VipOrder order) {
        VipView.Stance wished =
                switch (order.wish()) {
                    case LEAVE -> VipView.Stance.LEFT;
                    case RETURN -> VipView.Stance.PRESENT;
                };
        try {
            List<String> done =
                    driver.stance(wished, order.vip())
                            .get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
            return done.isEmpty()
                    ? new VipAnswer.Unknown(order.vip().orElse(""), names)
                    : done(order.wish(), done);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException _) {
            // It ends, or is very busy.
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        return new VipAnswer.Unanswered(ANSWER);
    }

    private static VipAnswer done(VipOrder.Wish wish, List<String> vips) {
        return switch (wish) {
            case LEAVE -> new VipAnswer.Left(vips);
            case RETURN -> new VipAnswer.Returned(vips);
        };
    }

    /// Ends for another process of this node: addresses that it claims stay where they are.
    ///
    /// @return what it must begin with
    byte[] bequeath(Set<String> claims) {
        return driver.bequeath(claims);
    }

    /// Whether it takes part no more, or will not soon.
    boolean isEnding() {
        return driver.isEnding();
    }

    /// @param told why it has ended by itself, if it does; from any thread
    void whenFailed(Consumer<String> told) {
        driver.whenFailed(told);
    }

    /// Gives the addresses up, and says so; programs that are told of it go on.
    void leave() {
        driver.leave();
    }

    /// Waits for these programs.
    void awaitTold() {
        driver.awaitTold();
    }

    /// Leaves, and waits for these programs.
    @Override
    public void close() {
        driver.close();
    }
}
