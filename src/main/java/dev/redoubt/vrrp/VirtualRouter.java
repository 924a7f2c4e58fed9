package dev.redoubt.vrrp;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// A router's hands: its wire, its alarm, what it counted. The driver's thread alone.
final class VirtualRouter {
    private static final Logger LOG = LoggerFactory.getLogger(VirtualRouter.class);

    /// A flood must not keep this node from its own adverts.
    private static final int BURST = 64;

    private static final long LOG_PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

    private final RouterPlan plan;
    private final Map<Refusal, Long> refused = new EnumMap<>(Refusal.class);
    private final Map<VrrpState.Role, Long> turns = new EnumMap<>(VrrpState.Role.class);
    private final Map<Refusal, Long> toldAtNanos = new EnumMap<>(Refusal.class);
    private @Nullable Wire wire;
    private @Nullable Acceptance acceptance;
    private OptionalLong alarmNanos = OptionalLong.empty();
    private String trouble = "";
    private boolean inherits;
    private boolean holding;
    private long renewAtNanos;
    private final AdvertPace pace;
    private long sent;
    private long heard;

    VirtualRouter(RouterPlan plan) {
        this.plan = plan;
        pace = new AdvertPace(plan.config().interval());
    }

    RouterPlan plan() {
        return plan;
    }

    boolean isOpen() {
        return wire != null;
    }

    /// Whether its interface is another now, or its source address gone.
    boolean isStale() {
        return wire != null && wire.isStale();
    }

    /// Why the wire is not open.
    String trouble() {
        return trouble;
    }

    OptionalLong alarmNanos() {
        return alarmNanos;
    }

    void alarm(OptionalLong atNanos) {
        alarmNanos = atNanos;
    }

    VipView.Traffic traffic() {
        return new VipView.Traffic(sent, heard, pace.late(), pace.longestGapNanos());
    }

    /// It came into this state.
    void turned(VrrpState.Role role) {
        turns.merge(role, 1L, Long::sum);
    }

    Map<VrrpState.Role, Long> turns() {
        return turns;
    }

    Map<Refusal, Long> refused() {
        return refused;
    }

    /// What a process before left on the interface is this one's from the start.
    void inherit() {
        inherits = true;
    }

    void open(VrrpHost host) {
        try {
            Wire opened = host.open(plan);
            wire = opened;
            acceptance = plan.acceptance(opened.source());
            trouble = "";
            if (plan.config().priority() != Advert.OWNER && !inherits) {
                opened.release();
            }
            inherits = false;
        } catch (IOException e) {
            trouble = String.valueOf(e.getMessage());
        }
    }

    void close() {
        if (wire != null) {
            wire.close();
            wire = null;
        }
    }

    /// The next advert that waits; those that are refused are counted, and skipped up to a bound.
    Optional<VrrpEvent.Heard> next(long nowNanos) {
        Wire open = wire;
        Acceptance accepted = acceptance;
        if (open == null || accepted == null) {
            return Optional.empty();
        }
        try {
            for (int refusals = 0; refusals < BURST; refusals++) {
                Optional<Datagram> next = open.receive();
                if (next.isEmpty()) {
                    break;
                }
                switch (AdvertCodec.decode(next.get(), accepted)) {
                    case Reading.Heard(Advert advert, Reading.Standing standing) -> {
                        heard++;
                        return Optional.of(
                                new VrrpEvent.Heard(
                                        advert.priority(), advert.interval(), standing));
                    }
                    case Reading.Refused(Refusal reason) ->
                            refuse(reason, next.get().source(), nowNanos);
                }
            }
        } catch (IOException e) {
            LOG.debug("{}: {}", plan, e.getMessage());
        }
        return Optional.empty();
    }

    private void refuse(Refusal reason, InetAddress source, long nowNanos) {
        long count = refused.merge(reason, 1L, Long::sum);
        Long told = toldAtNanos.get(reason);
        if (reason != Refusal.OTHER_ROUTER
                && (told == null || nowNanos - told >= LOG_PAUSE_NANOS)) {
            toldAtNanos.put(reason, nowNanos);
            LOG.warn(
                    "{}: an advert from {} is not heard: {} ({} so far)",
                    plan,
                    source.getHostAddress(),
                    reason.text(),
                    count);
        }
    }

    void send(int priority, long nowNanos) {
        if (wire == null) {
            return;
        }
        if (priority == Advert.LEAVING) {
            pace.ended();
        } else {
            pace.sent(nowNanos);
        }
        Advert advert = plan.advert().withPriority(priority);
        for (InetAddress destination : plan.destinations()) {
            try {
                wire.send(
                        AdvertCodec.encode(advert, wire.source(), destination, plan.password()),
                        destination);
                sent++;
            } catch (IOException e) {
                LOG.debug("{}: advert to {}: {}", plan, destination, e.getMessage());
            }
        }
    }

    void hold(long nowNanos) {
        holding = true;
        renewAtNanos = nowNanos + renewNanos();
        if (wire != null) {
            wire.hold();
        }
    }

    void release() {
        inherits = false;
        holding = false;
        pace.ended();
        if (wire != null) {
            wire.release();
        }
    }

    void announce() {
        if (wire != null) {
            wire.announce();
        }
    }

    /// When the addresses' lifetime must begin anew.
    OptionalLong renewAtNanos() {
        return holding ? OptionalLong.of(renewAtNanos) : OptionalLong.empty();
    }

    void renewIfDue(long nowNanos) {
        if (holding && nowNanos - renewAtNanos >= 0) {
            renewAtNanos = nowNanos + renewNanos();
            if (wire != null) {
                wire.renew();
            }
        }
    }

    private long renewNanos() {
        return lifetime(plan).toNanos() / 4;
    }

    /// How long addresses outlive a process that is gone: whole seconds, as the kernel counts them,
    /// and no longer than another router waits, where that is possible.
    static Duration lifetime(RouterPlan plan) {
        long seconds = 3L * plan.config().interval().centis() / 100;
        return Duration.ofSeconds(Math.clamp(seconds, 1, 60));
    }

    List<String> addresses() {
        return plan.addresses().stream().map(Object::toString).toList();
    }
}
