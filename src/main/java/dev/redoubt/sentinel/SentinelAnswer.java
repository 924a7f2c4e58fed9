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
    record Names(HostPort address, Optional<MasterDetails> details) implements SentinelAnswer {
        /// The config epoch of `address`. Unknown if SENTINEL MASTER shows another address: on the
        /// leader of a running failover that command mixes the old address with the new epoch.
        public OptionalLong epoch() {
            return details.filter(known -> known.address().equals(address))
                    .map(known -> OptionalLong.of(known.configEpoch()))
                    .orElse(OptionalLong.empty());
        }
    }

    /// It has no master of that name.
    record UnknownMaster() implements SentinelAnswer {}

    /// It does not answer this question: NOPERM, NOAUTH, or not a Sentinel at all.
    record Refused(String error) implements SentinelAnswer {}

    /// Reads the replies to `SENTINEL GET-MASTER-ADDR-BY-NAME` and `SENTINEL MASTER`.
    static SentinelAnswer of(RespValue address, RespValue master) {
        return switch (address) {
            case RespValue.ErrorReply error -> new Refused(error.message());
            case RespValue.NullReply _ -> new UnknownMaster();
            default -> names(address.elements(), master);
        };
    }

    private static SentinelAnswer names(List<RespValue> address, RespValue master) {
        try {
            return new Names(
                    new HostPort(
                            address.get(0).text().orElseThrow(),
                            Integer.parseInt(address.get(1).text().orElseThrow())),
                    MasterDetails.of(master.fields()));
        } catch (RuntimeException notAnAddress) {
            return new Refused("SENTINEL GET-MASTER-ADDR-BY-NAME answered " + address);
        }
    }
}
