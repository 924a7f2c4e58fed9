package dev.redoubt.sentinel;

import dev.redoubt.config.HostPort;
import dev.redoubt.resp.RespValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Who takes part in the votes, as one Sentinel knows it.
///
/// @param own its own identity, which outlives restarts; empty where it does not say (Redis 6.0)
public record Circle(Optional<String> own, List<Member> others) {
    /// Of a Sentinel that tells nothing.
    static final Circle UNKNOWN = new Circle(Optional.empty(), List.of());

    /// Keeps an unchangeable copy of `others`.
    public Circle {
        others = List.copyOf(others);
    }

    /// Another Sentinel. Entries of dead ones stay until SENTINEL RESET.
    public record Member(String id, HostPort address, Hearing hearing) {}

    /// Whether the one that lists it hears it.
    public enum Hearing {
        HEARD,
        DOWN
    }

    /// Reads the replies to SENTINEL MYID and SENTINEL SENTINELS; entries that lack a field are
    /// left out.
    static Circle of(RespValue myId, RespValue sentinels) {
        List<Member> others = new ArrayList<>();
        for (RespValue entry : sentinels.elements()) {
            member(entry.fields()).ifPresent(others::add);
        }
        return new Circle(myId.text(), others);
    }

    private static Optional<Member> member(Map<String, String> fields) {
        String id = fields.getOrDefault("runid", "");
        String ip = fields.getOrDefault("ip", "");
        String port = fields.getOrDefault("port", "");
        if (id.isEmpty() || ip.isEmpty() || !port.matches("[0-9]{1,5}")) {
            return Optional.empty();
        }
        Hearing hearing =
                fields.getOrDefault("flags", "").contains("s_down") ? Hearing.DOWN : Hearing.HEARD;
        return Optional.of(new Member(id, new HostPort(ip, Integer.parseInt(port)), hearing));
    }
}
