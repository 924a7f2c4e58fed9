package dev.redoubt.net;

import dev.redoubt.resp.RespValue;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A message on a subscribed channel, told apart from replies by its first element.
record PubSubMessage(String channel, String payload) {
    /// Null if `value` is the reply to a command.
    static @Nullable PubSubMessage of(RespValue value) {
        List<RespValue> parts = value.elements();
        if (parts.size() != 3 || !"message".equals(parts.getFirst().text().orElse(""))) {
            return null;
        }
        return new PubSubMessage(parts.get(1).text().orElse(""), parts.get(2).text().orElse(""));
    }
}
