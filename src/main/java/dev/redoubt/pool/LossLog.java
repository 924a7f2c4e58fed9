package dev.redoubt.pool;

import dev.redoubt.config.HostPort;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Logs what a pool's [LossGuard] decides.
///
/// @param pool its name
record LossLog(String pool) implements LossGuard.Listener {
    private static final Logger log = LoggerFactory.getLogger(LossGuard.class);

    @Override
    public void withheld(HostPort server, String lack) {
        log.error(
                "pool {}: {} lacks what replicas had acknowledged: {}; commands wait"
                        + " (expected: a primary that has it, or: redoubt accept-loss {})",
                pool,
                server,
                lack,
                pool);
    }

    @Override
    public void regained(HostPort server) {
        log.info("pool {}: {} has what replicas had acknowledged", pool, server);
    }

    @Override
    public void accepted(HostPort server, String lack) {
        log.warn("pool {}: an operator goes on with {}: {}", pool, server, lack);
    }
}
