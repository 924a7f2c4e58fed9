package dev.redoubt.sentinel;

import dev.redoubt.resp.RespValue;

import java.util.List;
import java.util.OptionalLong;

/// The replies of one poll, as the server gave them; what was not asked is a null reply.
///
/// @param address to SENTINEL GET-MASTER-ADDR-BY-NAME
/// @param master to SENTINEL MASTER
/// @param sentinels to SENTINEL SENTINELS
/// @param myId to SENTINEL MYID
/// @param info to INFO sentinel
/// @param vote to SENTINEL IS-MASTER-DOWN-BY-ADDR with epoch 0, which shows a vote and casts none
record PollReplies(
        RespValue address,
        RespValue master,
        RespValue sentinels,
        RespValue myId,
        RespValue info,
        RespValue vote) {
    /// The epoch of its last vote; 0 if it never voted, empty if it does not say.
    OptionalLong voteEpoch() {
        List<RespValue> parts = vote.elements();
        return parts.size() == 3 && parts.get(2) instanceof RespValue.IntegerReply(long epoch)
                ? OptionalLong.of(epoch)
                : OptionalLong.empty();
    }

    /// In TILT, or not to its knowledge.
    SentinelAnswer.Tilt tilt() {
        return info.text().filter(text -> text.contains("sentinel_tilt:1")).isPresent()
                ? SentinelAnswer.Tilt.TILTED
                : SentinelAnswer.Tilt.NONE;
    }
}
