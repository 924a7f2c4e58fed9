package dev.redoubt.sentinel;

import dev.redoubt.config.HostPort;
import dev.redoubt.sentinel.SentinelAnswer.Names;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

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
            SentinelConfig config,
            Stream<SentinelAnswer> current,
            long floor,
            Optional<HostPort> inUse) {
        List<Names> named = current.filter(Names.class::isInstance).map(Names.class::cast).toList();
        if (startedOver(config, named, floor)) {
            Names first = named.getFirst();
            return new Agreed(first.address(), first.epoch().orElse(0));
        }
        long highest =
                Math.max(
                        floor, named.stream().mapToLong(Verdict::epochOrMinusOne).max().orElse(-1));
        List<Names> counting =
                named.stream()
                        .filter(one -> epochOrMinusOne(one) == highest || one.epoch().isEmpty())
                        .toList();
        for (Names candidate : counting) {
            HostPort address = candidate.address();
            long votes = voices(counting.stream().filter(one -> one.address().equals(address)));
            boolean disputed =
                    named.stream()
                            .anyMatch(one ->
                                    epochOrMinusOne(one) == highest
                                            && !one.address().equals(address));
            if (votes >= majority(config, named) && !disputed) {
                return new Agreed(address, highest);
            }
        }
        return newer(named, floor, inUse);
    }

    /// More than half of the configured Sentinels, as far as they have told who they are.
    private static long majority(SentinelConfig config, List<Names> named) {
        long twins = named.size() - voices(named.stream());
        return (config.nodes().size() - twins) / 2 + 1;
    }

    /// How many Sentinels have answered so; one that does not say who it is counts as another.
    private static long voices(Stream<Names> answers) {
        List<Optional<String>> told = answers.map(answer -> answer.circle().own()).toList();
        long nameless = told.stream().filter(Optional::isEmpty).count();
        return nameless + told.stream().flatMap(Optional::stream).distinct().count();
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
