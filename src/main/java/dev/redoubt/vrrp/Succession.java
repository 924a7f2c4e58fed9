package dev.redoubt.vrrp;

import dev.redoubt.config.AcceptMode;
import dev.redoubt.config.NeighboursConfig;
import dev.redoubt.config.VipConfig;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// How a driver's groups come from the process before, and go to the next one of the same node. The
/// driver's thread alone, but before that has begun and after it has ended.
///
/// Between the two nobody speaks and nobody renews: the last act of the one and the first of the
/// other are an advert and a whole lifetime, and who comes too late begins as a Backup.
final class Succession {
    private static final Logger LOG = LoggerFactory.getLogger(Succession.class);

    private VipMemory before = VipMemory.NONE;
    private Set<String> claims = Set.of();
    private boolean isLast = true;
    private final List<VipMemory.Held> held = new ArrayList<>();

    /// What a node of this file goes on with as it is, if another process has it: one word for each
    /// group.
    static List<String> claims(List<VipConfig> vips) {
        return RouterPlan.of(vips).stream()
                .filter(Succession::canStay)
                .map(Succession::claim)
                .toList();
    }

    /// What is more than addresses on an interface of the machine ends with its process: an
    /// interface with a virtual MAC address, a filter.
    private static boolean canStay(List<RouterPlan> plans) {
        return plans.stream()
                .map(RouterPlan::vip)
                .allMatch(vip ->
                        vip.neighbours().mac() == NeighboursConfig.Mac.INTERFACE
                                && vip.acceptMode() == AcceptMode.TAKEN);
    }

    /// The same for one group. Short, however many addresses it has.
    static String claim(List<RouterPlan> plans) {
        String whole = plans.stream().map(RouterPlan::claim).collect(Collectors.joining("\n"));
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(whole.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// What a process before left; nothing for none.
    void remember(byte[] memory) {
        if (memory.length == 0) {
            return;
        }
        Optional<VipMemory> known = VipMemoryCodec.decode(memory);
        known.ifPresentOrElse(
                each -> before = each,
                () ->
                        LOG.warn(
                                "what the process before left is not understood: another version;"
                                        + " virtual addresses begin anew"));
    }

    /// Whether there was a process before.
    boolean hasPredecessor() {
        return !before.equals(VipMemory.NONE);
    }

    void begin(RouterGroup group, Set<String> linked) {
        group.begin(linked, before);
    }

    /// Another process goes on, with these groups as they are.
    void bequeath(Set<String> wanted) {
        claims = Set.copyOf(wanted);
        isLast = false;
    }

    /// Whether nobody goes on.
    boolean isLast() {
        return isLast;
    }

    /// Whether another process goes on with it as it is.
    boolean isClaimed(RouterGroup group) {
        return claims.contains(group.claim());
    }

    void bequeath(RouterGroup group) {
        group.bequeath().ifPresent(held::add);
    }

    /// What it leaves.
    byte[] memory(List<RouterGroup> groups) {
        List<String> left =
                groups.stream().flatMap(group -> group.absent().stream()).distinct().toList();
        return VipMemoryCodec.encode(new VipMemory(left, held));
    }
}
