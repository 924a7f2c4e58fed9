package dev.redoubt.simulation;

/// What a node takes away from itself, so that a test can show that it is needed.
enum Guard {
    /// Nothing: the node as it is.
    WHOLE(""),
    /// The lease never ends.
    NO_LEASE("fence"),
    /// The first Sentinel that answers is believed.
    NO_EPOCH_CHECK("fence"),
    /// A reply is passed on whenever it is read.
    NO_REPLY_FENCE("fence"),
    /// Nobody looks whether the machine was suspended before a link is used again.
    NO_BOOT_CLOCK("fence"),
    /// What waited is sent last come, first served.
    NO_ORDER("order"),
    /// A write that was told to be ambiguous is tried again all the same.
    NO_LAST_WORD("replies"),
    /// Whatever was sent and not answered is sent again.
    NO_DOUBT("once"),
    /// Each rejection is taken for the server's own word, a script's, too.
    NO_SUSPICION("once"),
    /// Those who wait are not called when a lease begins anew.
    NO_CALL("liveness"),
    /// Nobody hears that a loop was turned away unless the lease is seen to end.
    NO_LAPSE("held"),
    /// A link that was lost is not opened again.
    NO_RETURN("liveness"),
    /// A write is acknowledged as soon as the primary has it.
    NO_WAIT("durable"),
    /// Replicas are asked, and it does not matter how many have it.
    NO_COUNT("durable"),
    /// Replicas that are never promoted are as good as others.
    NO_OTHERS("durable"),
    /// `all` are those that the primary hears.
    NO_CENSUS("durable"),
    /// Whoever is named is used, whatever it has.
    NO_LOSS_GUARD("durable"),
    /// A new link may go to another process than the one that was looked at.
    NO_PROCESS_CHECK("durable");

    /// The rule that is broken without it.
    final String rule;

    Guard(String rule) {
        this.rule = rule;
    }
}
