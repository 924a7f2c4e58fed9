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

    private static final long RETRY_NANOS = Duration.ofMillis(100).toNanos();
    private static final long LOG_PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

    private final RouterPlan plan;
    private final Map<Refusal, Long> refused = new EnumMap<>(Refusal.class);
    private final Map<VrrpState.Role, Long> turns = new EnumMap<>(VrrpState.Role.class);
    private final Map<Refusal, Long> toldAtNanos = new EnumMap<>(Refusal.class);
    private @Nullable Wire wire;
    private @Nullable Acceptance acceptance;
    private OptionalLong alarmNanos = OptionalLong.empty();
    private OptionalLong unsentToldNanos = OptionalLong.empty();
    private OptionalLong rivalToldNanos = OptionalLong.empty();
    private OptionalLong retryAtNanos = OptionalLong.empty();
    private String trouble = "";
    private boolean inherits;
    private final AdvertPace pace;
    private final Upkeep upkeep;
    private final Backlog backlog = new Backlog();
    private long sent;
    private long heard;

    VirtualRouter(RouterPlan plan) {
        this.plan = plan;
        pace = new AdvertPace(plan.config().interval());
        upkeep = new Upkeep(lifetime(plan), plan.vip().neighbours().remindedEvery());
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
        if (wire != null && role != VrrpState.Role.ACTIVE) {
            wire.stepBack();
        }
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

    /// Tries to; not at once again where that failed, as trying may itself look like a change.
    void open(VrrpHost host) {
        if (retryAtNanos.isPresent() && host.nowNanos() - retryAtNanos.getAsLong() < 0) {
            return;
        }
        retryAtNanos = OptionalLong.empty();
        try {
            Wire opened = host.open(plan);
            wire = opened;
            acceptance = plan.acceptance(opened.source(), opened::isNear);
            trouble = "";
            if (plan.config().priority() != Advert.OWNER && !inherits) {
                opened.release();
            }
            inherits = false;
        } catch (IOException e) {
            trouble = String.valueOf(e.getMessage());
            retryAtNanos = OptionalLong.of(host.nowNanos() + RETRY_NANOS);
        }
    }

    /// Its interface has no link: there is nothing to be tried.
    void rest() {
        retryAtNanos = OptionalLong.empty();
    }

    void close() {
        if (wire != null) {
            wire.close();
            wire = null;
        }
    }

    /// Takes the next packet that waits; one that is refused is counted.
    ///
    /// @return empty where none waits
    Optional<Reading> next(long nowNanos) {
        Wire open = wire;
        Acceptance accepted = acceptance;
        if (open == null || accepted == null) {
            backlog.foundEmpty(nowNanos);
            return Optional.empty();
        }
        try {
            Optional<Datagram> next = open.receive();
            if (next.isPresent()) {
                backlog.took(nowNanos);
                return Optional.of(read(next.get(), accepted, nowNanos));
            }
        } catch (IOException e) {
            LOG.debug("{}: {}", plan, e.getMessage());
        }
        backlog.foundEmpty(nowNanos);
        return Optional.empty();
    }

    private Reading read(Datagram datagram, Acceptance accepted, long nowNanos) {
        Reading reading = AdvertCodec.decode(datagram, accepted);
        switch (reading) {
            case Reading.Heard _ -> heard++;
            case Reading.Refused(Refusal reason) -> refuse(reason, datagram.source(), nowNanos);
        }
        return reading;
    }

    /// From now on so many packets are enough for all that has come by now.
    void mark(long nowNanos) {
        backlog.mark(nowNanos);
    }

    /// Whether all that had come by a moment is heard.
    boolean isHeardUpTo(long momentNanos) {
        return backlog.isReadUpTo(momentNanos);
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
                tellUnsent(e, nowNanos);
            }
        }
    }

    /// The others take the addresses while this one goes on having them: nobody would know why.
    private void tellUnsent(IOException e, long nowNanos) {
        if (unsentToldNanos.isEmpty()
                || nowNanos - unsentToldNanos.getAsLong() >= LOG_PAUSE_NANOS) {
            unsentToldNanos = OptionalLong.of(nowNanos);
            LOG.warn("{}: an advert is not sent: {}", plan, e.getMessage());
        }
    }

    /// Another router is Active as well, which steps back once it hears this one: one that was cut
    /// off, or that does not hear it.
    void outranks(int priority, long nowNanos) {
        if (rivalToldNanos.isEmpty() || nowNanos - rivalToldNanos.getAsLong() >= LOG_PAUSE_NANOS) {
            rivalToldNanos = OptionalLong.of(nowNanos);
            LOG.warn(
                    "{}: another router is ACTIVE as well, with priority {}: this one goes before"
                            + " it and stays",
                    plan,
                    priority);
        }
    }

    void hold(long nowNanos) {
        upkeep.begin(nowNanos);
        if (wire != null) {
            wire.hold();
        }
    }

    void release() {
        inherits = false;
        upkeep.end();
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

    /// When what is held needs something next, or opening is tried again.
    OptionalLong upkeepAtNanos() {
        return retryAtNanos.isPresent() ? retryAtNanos : upkeep.nextNanos();
    }

    void keepUp(long nowNanos) {
        if (upkeep.renews(nowNanos) && wire != null) {
            wire.renew();
        }
        if (upkeep.reminds(nowNanos) && wire != null) {
            wire.remind();
        }
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
