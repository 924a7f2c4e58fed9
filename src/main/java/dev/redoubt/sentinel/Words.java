package dev.redoubt.sentinel;

import dev.redoubt.config.HostPort;
import dev.redoubt.sentinel.Confirmation.Kind;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// All that stand by one primary at one moment. Pure.
///
/// @param words one for each Sentinel, however many names of the file lead to it
record Words(List<Word> words, LeaseRules rules, long nowNanos, long wordLifeNanos) {
    /// One Sentinel's confirmation and its last vote on the primary.
    record Word(Confirmation confirmation, OptionalLong voteEpoch) {
        boolean isOf(Kind... kinds) {
            return List.of(kinds).contains(confirmation.kind());
        }
    }

    static Words of(
            SentinelState.Watched watched, LeaseRules rules, HostPort primary, long nowNanos) {
        List<Word> words = new ArrayList<>();
        Set<String> identities = new HashSet<>();
        for (NodeState node : watched.nodes()) {
            Optional<Confirmation> word =
                    node.standing()
                            .sound(primary, nowNanos)
                            .or(() ->
                                    Confirmations.behind(
                                            node, primary, watched.epochFloor(), nowNanos));
            boolean another =
                    node.names()
                            .flatMap(names -> names.circle().own())
                            .map(identities::add)
                            .orElse(true);
            if (word.isPresent() && another) {
                OptionalLong vote =
                        node.names()
                                .map(SentinelAnswer.Names::voteEpoch)
                                .orElse(OptionalLong.empty());
                words.add(new Word(word.get(), vote));
            }
        }
        return new Words(
                List.copyOf(words), rules, nowNanos, LeaseRules.wordLifeNanos(watched, nowNanos));
    }

    /// Until when no quorum can call the primary down, by those whose earlier words are forgotten,
    /// or by all; empty if it may at any moment.
    OptionalLong untilNanos() {
        return latest(last(clear(), rules.needed()), last(words, rules.known()));
    }

    /// The same, where nothing was known before: a failover that began earlier must be excluded,
    /// too. Whoever is to lead one needs a vote of one of any N − quorum + 1.
    ///
    /// @param epoch of the primary; a vote above it may have elected somebody
    /// @param giveUpNanos after which a failover is over, one way or the other
    OptionalLong untilFromTheStart(long epoch, long giveUpNanos) {
        OptionalLong all = last(words, rules.known());
        if (all.isPresent()
                && words.stream().allMatch(word -> word.isOf(Kind.NAMED, Kind.SWITCHED))) {
            return latest(all, last(clear(), rules.needed()));
        }
        if (isVoteOutstanding(epoch, giveUpNanos)) {
            return OptionalLong.empty();
        }
        List<Word> knownPast =
                clear().stream()
                        .filter(word -> !word.isOf(Kind.FOUND_DEAD) || isOlder(word, giveUpNanos))
                        .toList();
        return latest(all, last(knownPast, rules.needed()));
    }

    boolean isVoteOutstanding(long epoch, long giveUpNanos) {
        return words.stream().anyMatch(word -> mayHaveElected(word, epoch, giveUpNanos));
    }

    /// A vote that is unknown is as good as one cast; the dead cast none any more.
    private boolean mayHaveElected(Word word, long epoch, long giveUpNanos) {
        return !word.isOf(Kind.REFUSED, Kind.FOUND_DEAD)
                && word.voteEpoch().orElse(Long.MAX_VALUE) > epoch
                && !isOlder(word, giveUpNanos);
    }

    private boolean isOlder(Word word, long ageNanos) {
        return word.confirmation().ageNanos(nowNanos) >= ageNanos;
    }

    int count() {
        return words.size();
    }

    private List<Word> clear() {
        List<Word> clear = new ArrayList<>();
        for (Word word : words) {
            if (word.confirmation().isClear(nowNanos, wordLifeNanos)) {
                clear.add(word);
            }
        }
        return clear;
    }

    /// When the last of the best `count` runs out.
    private OptionalLong last(List<Word> some, int count) {
        if (some.size() < count) {
            return OptionalLong.empty();
        }
        long[] left = new long[some.size()];
        for (int i = 0; i < left.length; i++) {
            left[i] = nowNanos - rules.endNanos(some.get(i).confirmation());
        }
        Arrays.sort(left);
        return OptionalLong.of(nowNanos - left[count - 1]);
    }

    private static OptionalLong latest(OptionalLong one, OptionalLong other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.isPresent() ? one : other;
        }
        return one.getAsLong() - other.getAsLong() > 0 ? one : other;
    }
}
