package dev.redoubt.sentinel;

import dev.redoubt.config.HostPort;
import dev.redoubt.sentinel.SentinelAnswer.Names;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What the answers of the moment add up to.
sealed interface Verdict {
    /// A majority of the configured Sentinels names `primary` with the highest epoch, and none with
    /// that epoch names another. A Sentinel to which two names of the file lead has one voice.
    record Agreed(HostPort primary, long epoch) implements Verdict {}

    /// A Sentinel knows a newer primary than the accepted one, and no majority follows it yet.
    record Superseded(HostPort newer, long epoch) implements Verdict {}

    /// Nothing new: too few answers, or none that counts.
    record Open() implements Verdict {}

    /// Judges the answers that still count.
    ///
    /// @param inUse the primary accepted with epoch `floor`
    static Verdict of(
            SentinelConfig config, List<Names> named, long floor, Optional<HostPort> inUse) {
        if (startedOver(config, named, floor)) {
            Names first = named.getFirst();
            return new Agreed(first.address(), first.epoch().orElse(0));
        }
        long highest = Math.max(floor, -1);
        for (Names one : named) {
            highest = Math.max(highest, epochOrMinusOne(one));
        }
        for (Names candidate : named) {
            boolean counts = candidate.epoch().isEmpty() || epochOrMinusOne(candidate) == highest;
            if (counts && isAgreed(config, named, candidate.address(), highest)) {
                return new Agreed(candidate.address(), highest);
            }
        }
        return newer(named, floor, inUse);
    }

    /// More than half of the configured Sentinels, as far as they have told who they are.
    private static int majority(SentinelConfig config, List<Names> named) {
        int twins = named.size() - voices(named);
        return (config.nodes().size() - twins) / 2 + 1;
    }

    /// How many Sentinels have answered so; one that does not say who it is counts as another.
    private static int voices(List<Names> answers) {
        int voices = 0;
        for (int i = 0; i < answers.size(); i++) {
            Optional<String> own = answers.get(i).circle().own();
            boolean counted = false;
            for (int earlier = 0; own.isPresent() && earlier < i; earlier++) {
                counted |= own.equals(answers.get(earlier).circle().own());
            }
            voices += counted ? 0 : 1;
        }
        return voices;
    }

    private static boolean isAgreed(
            SentinelConfig config, List<Names> named, HostPort address, long highest) {
        List<Names> voting = new ArrayList<>();
        for (Names one : named) {
            boolean highestEpoch = epochOrMinusOne(one) == highest;
            if (one.address().equals(address)) {
                if (highestEpoch || one.epoch().isEmpty()) {
                    voting.add(one);
                }
            } else if (highestEpoch) {
                return false;
            }
        }
        return voices(voting) >= majority(config, named);
    }

    private static Verdict newer(List<Names> named, long floor, Optional<HostPort> inUse) {
        return named.stream()
                .filter(one -> epochOrMinusOne(one) > floor)
                .filter(one -> inUse.isPresent() && !inUse.get().equals(one.address()))
                .findFirst()
                .<Verdict>map(one -> new Superseded(one.address(), epochOrMinusOne(one)))
                .orElse(new Open());
    }

    private static boolean startedOver(SentinelConfig config, List<Names> named, long floor) {
        return named.size() == config.nodes().size()
                && epochOrMinusOne(named.getFirst()) < floor
                && named.stream().allMatch(one -> one.epoch().isPresent())
                && named.stream().allMatch(one -> epochOrMinusOne(one) < floor)
                && named.stream().map(Names::address).distinct().count() == 1
                && named.stream().map(Names::epoch).distinct().count() == 1;
    }

    private static long epochOrMinusOne(Names answer) {
        OptionalLong epoch = answer.epoch();
        return epoch.orElse(-1);
    }
}
