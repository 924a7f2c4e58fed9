package dev.redoubt.backend;

import io.netty.buffer.ByteBuf;

/// Takes replies that nobody waits for any more.
enum Unwanted implements ReplySink {
    REPLIES;

    @Override
    public void replies(ByteBuf in, int from, int to, int completed) {}

    @Override
    public long unreadBytes() {
        return 0;
    }

    @Override
    public boolean hasLeft() {
        return true;
    }

    @Override
    public boolean takesBack(ByteBuf requests) {
        return true;
    }

    @Override
    public void tooSlow() {}

    @Override
    public void giveUp() {}

    @Override
    public void replyCut() {}

    @Override
    public void unanswered(Asked asked) {}

    @Override
    public void laneEnded() {}

    @Override
    public boolean isSettingAside() {
        return false;
    }

    @Override
    public boolean setsAside(Asked asked, ByteBuf in, int from, int to) {
        return false;
    }
}
