package dev.redoubt.vrrp;

import dev.redoubt.config.TrackConfig;
import dev.redoubt.vrrp.VrrpGroupMachine.Group;
import dev.redoubt.vrrp.VrrpGroupMachine.Task;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Runs one [VrrpGroupMachine]: owns its state and carries out what it wants. The driver's thread
/// alone.
final class RouterGroup {
    private static final Logger LOG = LoggerFactory.getLogger(RouterGroup.class);

    private final VrrpHost host;
    private final Notices notices;
    private final List<VrrpConfig> configs;
    private final List<VirtualRouter> routers;
    private final List<Tracking> trackings;
    private final List<List<String>> faults = new ArrayList<>();
    private Group group;

    RouterGroup(List<RouterPlan> plans, VrrpHost host, Scripts scripts, Pipes pipes) {
        this.host = host;
        notices = new Notices(plans.stream().map(RouterPlan::vip).toList(), scripts, pipes);
        configs = plans.stream().map(RouterPlan::config).toList();
        routers = plans.stream().map(VirtualRouter::new).toList();
        trackings = plans.stream().map(plan -> new Tracking(plan.vip())).toList();
        plans.forEach(_ -> faults.add(List.of()));
        group = VrrpGroupMachine.initial(configs);
    }

    /// Runs what is tracked: once for each entry, also where that has both families.
    ///
    /// @param orders gets what is found, from threads of the scripts' own
    void trackScripts(Scripts scripts, Consumer<Runnable> orders) {
        for (String name : names()) {
            List<Tracking> ofEntry =
                    trackings.stream().filter(each -> each.vipName().equals(name)).toList();
            for (TrackConfig.Script script : ofEntry.getFirst().scripts()) {
                scripts.track(
                        script,
                        verdict ->
                                orders.accept(() ->
                                        ofEntry.forEach(each -> each.script(script, verdict))));
            }
        }
    }

    boolean tracksPools() {
        return trackings.stream().anyMatch(Tracking::tracksPools);
    }

    void pools(Set<String> serving) {
        trackings.forEach(tracking -> tracking.pools(serving));
    }

    /// The entries of the file that move together here.
    List<String> names() {
        return trackings.stream().map(Tracking::vipName).distinct().toList();
    }

    /// An operator's wish.
    void stance(VipView.Stance wished, Set<String> linked) {
        trackings.forEach(each -> each.stance(wished));
        // First the priority, so that it waits as one that shall not be the first.
        judge(linked);
        if (wished == VipView.Stance.LEFT) {
            LOG.info("{}: left to others, until told to return", String.join(", ", names()));
            all(new VrrpEvent.Resigned());
        } else {
            LOG.info("{}: takes part again", String.join(", ", names()));
        }
    }

    void begin(Set<String> linked) {
        judge(linked);
        all(new VrrpEvent.Started());
    }

    /// Goes on where a process before stopped, if it has left this and not too long ago.
    void begin(Set<String> linked, VipMemory memory) {
        trackings.stream()
                .filter(each -> memory.left().contains(each.vipName()))
                .forEach(each -> each.stance(VipView.Stance.LEFT));
        Optional<VipMemory.Held> held =
                memory.held(claim()).filter(each -> each.isInTime(host.nowNanos()));
        if (held.isEmpty()) {
            begin(linked);
            return;
        }
        routers.forEach(VirtualRouter::inherit);
        trackings.forEach(each -> each.assume(held.get().succeeding()));
        notices.inherited();
        judge(linked);
        all(new VrrpEvent.Inherited());
        if (!isActive()) {
            routers.forEach(VirtualRouter::release);
        }
    }

    private boolean isActive() {
        return group.members().stream().allMatch(VrrpState.Active.class::isInstance);
    }

    /// What it is, whoever runs it.
    String claim() {
        return Succession.claim(routers.stream().map(VirtualRouter::plan).toList());
    }

    /// Entries of the file that an operator sent away.
    List<String> absent() {
        return trackings.stream()
                .filter(each -> each.stance() == VipView.Stance.LEFT)
                .map(Tracking::vipName)
                .toList();
    }

    /// Ends, and leaves the addresses where they are. Nobody is told: for all others nothing
    /// changes.
    ///
    /// @return empty where they were not here
    Optional<VipMemory.Held> bequeath() {
        boolean active = isActive();
        long now = host.nowNanos();
        VrrpGroupMachine.Step step =
                VrrpGroupMachine.stepAll(configs, group, new VrrpEvent.Bequeathed(), now);
        group = step.group();
        step.tasks().forEach(this::carryOut);
        // Who slept has given them up on the way.
        boolean stay =
                active
                        && step.tasks().stream()
                                .noneMatch(task -> task.action() instanceof VrrpAction.Release);
        if (!stay) {
            routers.forEach(VirtualRouter::release);
        }
        routers.forEach(VirtualRouter::close);
        long silentNanos =
                configs.stream().mapToLong(each -> 3 * each.interval().nanos()).min().orElse(0);
        List<List<String>> succeeding =
                trackings.stream().flatMap(each -> each.succeeding().stream()).distinct().toList();
        return stay
                ? Optional.of(new VipMemory.Held(claim(), now, silentNanos, succeeding))
                : Optional.empty();
    }

    /// Gives the addresses up, and says so.
    void stop() {
        all(new VrrpEvent.Stopped());
        routers.forEach(VirtualRouter::release);
    }

    /// Lets go of what it had on the machine, which may take the kernel a while.
    void close() {
        routers.forEach(VirtualRouter::close);
    }

    /// What waits on the wires, some of it.
    ///
    /// @param most packets of each, also of those that are refused: a flood must not keep this node
    ///   from its own adverts
    void hear(int most) {
        for (int i = 0; i < routers.size(); i++) {
            VirtualRouter router = routers.get(i);
            Optional<Reading> next = router.next(host.nowNanos());
            for (int n = 1; next.isPresent(); n++) {
                heed(i, next.get());
                next = n < most ? router.next(host.nowNanos()) : Optional.empty();
            }
        }
    }

    private void heed(int member, Reading reading) {
        if (reading instanceof Reading.Heard(Advert advert, Reading.Standing standing)) {
            boolean was = group.members().get(member) instanceof VrrpState.Active;
            one(member, new VrrpEvent.Heard(advert.priority(), advert.interval(), standing));
            boolean stays = was && group.members().get(member) instanceof VrrpState.Active;
            if (stays && advert.priority() != Advert.LEAVING) {
                routers.get(member).outranks(advert.priority(), host.nowNanos());
            }
        }
    }

    /// Alarms and lifetimes that are due.
    void ring() {
        for (int i = 0; i < routers.size(); i++) {
            OptionalLong alarm = due(i);
            if (alarm.isPresent() && group.members().get(i) instanceof VrrpState.Backup) {
                hearUpTo(alarm.getAsLong());
                alarm = due(i);
            }
            if (alarm.isPresent()) {
                one(i, new VrrpEvent.Woken());
            }
            routers.get(i).keepUp(host.nowNanos());
        }
    }

    private OptionalLong due(int member) {
        OptionalLong alarm = routers.get(member).alarmNanos();
        return alarm.isPresent() && host.nowNanos() - alarm.getAsLong() >= 0
                ? alarm
                : OptionalLong.empty();
    }

    /// Nobody is silent whose adverts wait to be heard, be it behind many others: all is read that
    /// came until now, of all members, as they become Active together. At once, and not by turns: a
    /// flood would take so many of them that the silence is over before it is believed.
    private void hearUpTo(long alarmNanos) {
        for (int i = 0; i < routers.size(); i++) {
            VirtualRouter router = routers.get(i);
            if (!router.isHeardUpTo(alarmNanos)) {
                router.mark(host.nowNanos());
            }
            while (!router.isHeardUpTo(alarmNanos)) {
                Optional<Reading> next = router.next(host.nowNanos());
                if (next.isPresent()) {
                    heed(i, next.get());
                }
            }
        }
    }

    OptionalLong nextNanos() {
        return routers.stream()
                .flatMap(router -> Stream.of(router.alarmNanos(), router.upkeepAtNanos()))
                .filter(OptionalLong::isPresent)
                .mapToLong(OptionalLong::getAsLong)
                .min();
    }

    /// Lets the machines know what tracking finds. All have the least priority of any: where only
    /// one of them had less, the others would go on to hold it back, and nobody would move.
    void judge(Set<String> linked) {
        List<Tracking.Finding> findings =
                trackings.stream().map(each -> each.finding(linked)).toList();
        int priority = findings.stream().mapToInt(Tracking.Finding::priority).min().orElseThrow();
        for (int i = 0; i < routers.size(); i++) {
            Tracking.Finding finding = findings.get(i);
            List<String> now = new ArrayList<>(finding.faults());
            VirtualRouter router = routers.get(i);
            boolean stale = router.isStale();
            if (stale) {
                now.add("its interface or its source address is gone");
            } else if (!router.isOpen()) {
                open(router, linked, now);
            }
            if (priority != group.members().get(i).priority()) {
                LOG.info("{}: priority {}", router.plan(), priority);
                one(i, new VrrpEvent.PriorityChanged(priority));
            }
            tell(i, List.copyOf(now));
            if (stale) {
                // Only now: the fault takes the addresses away, and opening begins anew.
                router.close();
            }
        }
    }

    private void open(VirtualRouter router, Set<String> linked, List<String> now) {
        if (linked.contains(router.plan().vip().interfaceName())) {
            router.open(host);
            if (!router.isOpen()) {
                now.add(router.trouble());
            }
        } else {
            router.rest();
        }
    }

    private void tell(int member, List<String> now) {
        List<String> before = faults.set(member, now);
        if (before.equals(now)) {
            return;
        }
        if (now.isEmpty()) {
            LOG.info("{}: has what it needs", routers.get(member).plan());
            one(member, new VrrpEvent.Recovered());
        } else {
            LOG.warn("{}: {}", routers.get(member).plan(), String.join(", ", now));
            one(member, new VrrpEvent.Faulted());
        }
    }

    void all(VrrpEvent event) {
        take(VrrpGroupMachine.stepAll(configs, group, event, host.nowNanos()));
    }

    private void one(int member, VrrpEvent event) {
        take(VrrpGroupMachine.step(configs, group, member, event, host.nowNanos()));
    }

    private void take(VrrpGroupMachine.Step step) {
        group = step.group();
        step.tasks().forEach(this::carryOut);
        notices.settled(group.members().stream().map(VrrpState::role).toList());
    }

    private void carryOut(Task task) {
        VirtualRouter router = routers.get(task.member());
        switch (task.action()) {
            case VrrpAction.Send(int priority) -> router.send(priority, host.nowNanos());
            case VrrpAction.Hold _ -> router.hold(host.nowNanos());
            case VrrpAction.Release _ -> router.release();
            case VrrpAction.Announce _ -> router.announce();
            case VrrpAction.WakeAt(OptionalLong at) -> router.alarm(at);
            case VrrpAction.Became(VrrpState.Role role, VrrpAction.Cause cause) ->
                    became(task.member(), role, cause);
        }
    }

    private void became(int member, VrrpState.Role role, VrrpAction.Cause cause) {
        RouterPlan plan = routers.get(member).plan();
        int priority = group.members().get(member).priority();
        routers.get(member).turned(role);
        LOG.info("{}: {} with priority {}: {}", plan, role, priority, cause.text());
        if (cause != VrrpAction.Cause.INHERITED) {
            notices.became(member, role, priority);
        }
    }

    List<VipView> views() {
        List<VipView> views = new ArrayList<>();
        for (int i = 0; i < routers.size(); i++) {
            VirtualRouter router = routers.get(i);
            VrrpState state = group.members().get(i);
            views.add(
                    new VipView(
                            router.plan().toString(),
                            router.addresses(),
                            state.role(),
                            state.priority(),
                            faults.get(i),
                            trackings.get(i).stance(),
                            router.traffic(),
                            router.turns(),
                            router.refused()));
        }
        return views;
    }
}
