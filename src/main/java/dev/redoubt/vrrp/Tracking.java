package dev.redoubt.vrrp;

import dev.redoubt.config.TrackConfig;
import dev.redoubt.config.VipConfig;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/// What a node's priority is, given what it tracks; what nobody has told yet counts as failing. One
/// thread's.
final class Tracking {
    private static final int LEAST = 1;
    private static final int MOST = 254;

    /// @param priority what to send
    /// @param faults why it takes no part; empty: it does
    record Finding(int priority, List<String> faults) {}

    private final VipConfig vip;
    private final Map<TrackConfig.Script, Boolean> scripts = new LinkedHashMap<>();
    private final Set<String> serving = new HashSet<>();
    private VipView.Stance stance = VipView.Stance.PRESENT;

    Tracking(VipConfig vip) {
        this.vip = vip;
    }

    List<TrackConfig.Script> scripts() {
        return vip.track().scripts();
    }

    String vipName() {
        return vip.name();
    }

    boolean tracksPools() {
        return !vip.track().pools().isEmpty();
    }

    void script(TrackConfig.Script script, ScriptTally.Verdict verdict) {
        scripts.put(script, verdict == ScriptTally.Verdict.SUCCEEDS);
    }

    /// Programs that succeed, as far as is known.
    List<List<String>> succeeding() {
        return scripts().stream().filter(this::succeeds).map(TrackConfig.Script::command).toList();
    }

    /// These succeeded a moment ago; their own next run will tell.
    void assume(List<List<String>> succeeding) {
        scripts().stream()
                .filter(each -> succeeding.contains(each.command()))
                .forEach(each -> scripts.putIfAbsent(each, true));
    }

    /// The pools that accept clients and know their primary.
    void pools(Set<String> now) {
        serving.clear();
        serving.addAll(now);
    }

    VipView.Stance stance() {
        return stance;
    }

    /// An operator's wish.
    void stance(VipView.Stance wished) {
        stance = wished;
    }

    /// @param linked the interfaces whose link is there
    Finding finding(Set<String> linked) {
        return new Finding(priority(), faults(linked));
    }

    private int priority() {
        if (vip.priority() == Advert.OWNER) {
            return Advert.OWNER;
        }
        if (stance == VipView.Stance.LEFT || !serving.containsAll(vip.track().pools())) {
            return LEAST;
        }
        int priority = vip.priority();
        for (TrackConfig.Script script : vip.track().scripts()) {
            OptionalInt weight = script.weight();
            if (weight.isPresent() && succeeds(script) == weight.getAsInt() > 0) {
                priority += weight.getAsInt();
            }
        }
        return Math.clamp(priority, LEAST, MOST);
    }

    private List<String> faults(Set<String> linked) {
        List<String> faults = new ArrayList<>();
        Set<String> needed = new LinkedHashSet<>();
        needed.add(vip.interfaceName());
        vip.addresses().forEach(each -> needed.add(each.interfaceName()));
        needed.addAll(vip.track().interfaces());
        needed.removeAll(linked);
        needed.forEach(name -> faults.add("no link on " + name));
        if (stance == VipView.Stance.LEFT && vip.priority() == Advert.OWNER) {
            // An owner's priority cannot be less, and it hears nobody.
            faults.add("told by an operator to leave");
        }
        for (TrackConfig.Script script : vip.track().scripts()) {
            if (script.weight().isEmpty() && !succeeds(script)) {
                faults.add(String.join(" ", script.command()) + " fails");
            }
        }
        return List.copyOf(faults);
    }

    private boolean succeeds(TrackConfig.Script script) {
        return scripts.getOrDefault(script, false);
    }
}
