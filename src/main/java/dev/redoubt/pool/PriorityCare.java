package dev.redoubt.pool;

import dev.redoubt.config.HostPort;
import dev.redoubt.failover.InfoText;
import dev.redoubt.failover.PriorityStep;
import dev.redoubt.failover.PriorityStep.Mark;
import dev.redoubt.failover.PriorityStep.Standing;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// Carries out what [PriorityStep] says about one server, until it is in sync and nothing is left
/// to set back. Control loop only.
///
/// Other nodes may do the same at the same time.
final class PriorityCare implements InfoLook.Listener {
    private static final Logger log = LoggerFactory.getLogger(PriorityCare.class);

    /// What is known of the server.
    enum Past {
        /// It was primary before the one in use.
        PRIMARY,
        /// Nothing: it is looked at for what is left on it.
        UNKNOWN,
        /// It was looked at before, and there was nothing to tell.
        FAMILIAR
    }

    private final String pool;
    private final Past past;
    private boolean refused;
    private final BooleanSupplier isPrimary;
    private final Runnable done;
    private final InfoLook look;
    private final PriorityChange change;

    /// What the priority is to be again; present while it is 0 and marked.
    private OptionalLong was = OptionalLong.empty();

    private InfoText told = InfoText.of("");
    private ServerClock clock = ServerClock.of(told);
    private boolean over;

    /// @param looks begins to look at the server
    /// @param isPrimary whether the server is the primary in use
    /// @param done called when there is nothing left to care for
    PriorityCare(
            String pool,
            Past past,
            Function<InfoLook.Listener, InfoLook> looks,
            BooleanSupplier isPrimary,
            Runnable done) {
        this.pool = pool;
        this.past = past;
        this.isPrimary = isPrimary;
        this.done = done;
        look = looks.apply(this);
        change = new PriorityChange(look, this::refused);
    }

    private HostPort server() {
        return look.server();
    }

    Past past() {
        return past;
    }

    @Override
    public boolean answered(InfoText server, InfoText replication) {
        if (!server.text("redis_mode").equals("standalone")) {
            end();
            return true;
        }
        Standing standing = isPrimary.getAsBoolean() ? Standing.SYNCED : Standing.of(replication);
        if (!server.equals(told)) {
            told = server;
            clock = ServerClock.of(server);
        }
        String file = server.text("config_file");
        change.read((priority, mark) -> {
            if (!over) {
                decide(standing, priority, mark, file);
            }
        });
        return true;
    }

    private void decide(Standing standing, long priority, Mark mark, String file) {
        PriorityStep step =
                past == Past.PRIMARY
                        ? PriorityStep.forDemoted(standing, priority, mark, clock.seconds())
                        : PriorityStep.forAny(standing, priority, mark, clock.seconds());
        was = priority == 0 ? mark.was() : OptionalLong.empty();
        switch (step) {
            case PriorityStep.Protect(long now) ->
                    change.apply(0, Mark.of(now), () -> isProtected(now));
            case PriorityStep.Restore(long before) ->
                    change.apply(
                            before,
                            Mark.NONE,
                            () -> {
                                tellRestored(mark, before);
                                isClean(file);
                            });
            case PriorityStep.Unmark(long now) -> change.apply(now, Mark.NONE, () -> isClean(file));
            case PriorityStep.Wait() -> {}
            case PriorityStep.Keep() -> {
                if (standing == Standing.SYNCED) {
                    tellZero(priority);
                    end();
                }
            }
        }
    }

    private void isProtected(long before) {
        was = OptionalLong.of(before);
        log.info(
                "pool {}: {} was primary and is not in sync: its replica-priority is 0 until it is,"
                        + " so that it is not elected (was {})",
                pool,
                server(),
                before);
    }

    private void tellRestored(Mark mark, long before) {
        was = OptionalLong.empty();
        if (mark.favour().isPresent()) {
            log.warn(
                    "pool {}: a planned move that did not end had set the replica-priority of {} to"
                            + " {}: it is {} again",
                    pool,
                    server(),
                    mark.favour().get().becomes(),
                    before);
        } else {
            log.info(
                    "pool {}: {} is in sync: its replica-priority is {} again",
                    pool,
                    server(),
                    before);
        }
    }

    /// Sentinel has the running configuration written to the file whenever it reconfigures a
    /// server: a 0 that got there would come back with the next start.
    private void isClean(String file) {
        if (!file.isEmpty()) {
            look.send(reply -> {}, "CONFIG", "REWRITE");
        }
        end();
    }

    private void tellZero(long priority) {
        if (priority == 0 && past != Past.FAMILIAR && !isPrimary.getAsBoolean()) {
            log.info("pool {}: {} is never elected: replica-priority: 0", pool, server());
        }
    }

    /// A server that is merely busy is asked again; one that never lets us is left alone.
    @Override
    public void refused(String error) {
        boolean forever = error.startsWith("NOPERM") || error.startsWith("ERR");
        if (over || !forever) {
            return;
        }
        if (past == Past.PRIMARY) {
            log.warn(
                    "pool {}: {} was primary, and nothing keeps it from being elected before it is"
                            + " in sync: {} (expected: a user that may use INFO, CONFIG, MULTI"
                            + " and EXEC)",
                    pool,
                    server(),
                    error);
        }
        refused = true;
        end();
    }

    /// Whether it ended because the server does not let this user do what it takes.
    boolean isRefused() {
        return refused;
    }

    private void end() {
        if (!over) {
            leave();
            done.run();
        }
    }

    /// Ends the looking and leaves the server as it is.
    void leave() {
        over = true;
        look.close();
    }

    /// Sets back what was changed, without waiting for it, and ends.
    void close() {
        was.ifPresent(before -> change.apply(before, Mark.NONE, () -> {}));
        leave();
    }
}
