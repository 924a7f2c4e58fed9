package dev.redoubt.sentinel;

import dev.redoubt.config.HostPort;
import dev.redoubt.resp.RespValue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What one Sentinel answered to a poll.
public sealed interface SentinelAnswer {
    /// It names a primary.
    ///
    /// @param address from GET-MASTER-ADDR-BY-NAME, as announced
    /// @param circle which Sentinels it knows
    /// @param voteEpoch of its last vote on the master that `details` shows; empty if it does not
    ///   say
    /// @param tilt whether it distrusts its own clock
    record Names(
            HostPort address,
            Optional<MasterDetails> details,
            Circle circle,
            OptionalLong voteEpoch,
            Tilt tilt)
            implements SentinelAnswer {
        /// The answer of a Sentinel that tells nothing of others and votes.
        public Names(HostPort address, Optional<MasterDetails> details) {
            this(address, details, Circle.UNKNOWN, OptionalLong.empty(), Tilt.NONE);
        }

        /// What it knows of `primary`; empty if it watches another server, or does not say.
        Optional<MasterDetails> detailsOf(HostPort primary) {
            return details.filter(known -> known.address().equals(primary));
        }

        /// The config epoch of `address`. Unknown if SENTINEL MASTER shows another address: on the
        /// leader of a running failover that command mixes the old address with the new epoch.
        public OptionalLong epoch() {
            return detailsOf(address)
                    .map(known -> OptionalLong.of(known.configEpoch()))
                    .orElse(OptionalLong.empty());
        }
    }

    /// Sentinel's TILT mode: it found its clock wrong, and for 30 s it acts on nothing.
    enum Tilt {
        NONE,
        TILTED
    }

    /// It has no master of that name.
    record UnknownMaster() implements SentinelAnswer {}

    /// It does not answer this question: NOPERM, NOAUTH, or not a Sentinel at all.
    record Refused(String error) implements SentinelAnswer {}

    /// Reads the replies to a poll.
    static SentinelAnswer of(PollReplies replies) {
        RespValue address = replies.address();
        return switch (address) {
            case RespValue.ErrorReply error -> new Refused(error.message());
            case RespValue.NullReply _ -> new UnknownMaster();
            default -> names(address.elements(), replies);
        };
    }

    private static SentinelAnswer names(List<RespValue> address, PollReplies replies) {
        try {
            return new Names(
                    new HostPort(
                            address.get(0).text().orElseThrow(),
                            Integer.parseInt(address.get(1).text().orElseThrow())),
                    MasterDetails.of(replies.master().fields()),
                    Circle.of(replies.myId(), replies.sentinels()),
                    replies.voteEpoch(),
                    replies.tilt());
        } catch (RuntimeException notAnAddress) {
            return new Refused("SENTINEL GET-MASTER-ADDR-BY-NAME answered " + address);
        }
    }
}
