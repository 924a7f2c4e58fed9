package dev.redoubt.sentinel;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// One driver and the members who hear of it. Owned by the control loop.
final class SharedWatch implements SentinelListener {
    private final Runnable whenEmpty;
    private final List<Member> members = new ArrayList<>();
    private @Nullable SentinelDriver driver;
    private @Nullable SentinelView present;

    SharedWatch(Runnable whenEmpty) {
        this.whenEmpty = whenEmpty;
    }

    void run(SentinelDriver started) {
        driver = started;
        started.start();
    }

    SentinelWatches.Membership join(SentinelListener listener) {
        Member member = new Member(listener);
        members.add(member);
        if (present != null) {
            listener.view(present);
        }
        return member;
    }

    @Override
    public void view(SentinelView view) {
        present = view;
        tellAll(listener -> listener.view(view));
    }

    @Override
    public void notice(SentinelNotice notice) {
        tellAll(listener -> listener.notice(notice));
    }

    /// A member may leave from within its own callback, or another's.
    private void tellAll(Consumer<SentinelListener> message) {
        for (Member member : List.copyOf(members)) {
            if (members.contains(member)) {
                message.accept(member.listener);
            }
        }
    }

    private void leave(Member member) {
        if (members.remove(member) && members.isEmpty()) {
            whenEmpty.run();
            if (driver != null) {
                driver.close();
            }
        }
    }

    private final class Member implements SentinelWatches.Membership {
        private final SentinelListener listener;

        Member(SentinelListener listener) {
            this.listener = listener;
        }

        @Override
        public void suspect() {
            if (driver != null) {
                driver.suspect();
            }
        }

        @Override
        public void close() {
            leave(this);
        }
    }
}
