package dev.redoubt.operate;

import java.util.List;
import java.util.function.Consumer;

/// Where requests of operators are taken in. Any thread may ask.
public interface Desk {
    /// Carries out `request` and waits until that is done; each request has exactly one answer.
    ///
    /// @param steps gets what happens on the way, a line each, on the caller's thread
    Answer ask(Request request, Consumer<String> steps);

    /// Carries out what is ordered about virtual addresses, and waits until that is done.
    default VipAnswer ask(VipOrder order) {
        return new VipAnswer.Unknown(order.vip().orElse(""), List.of());
    }
}
