package dev.redoubt.backend;

import dev.redoubt.resp.Wire;

import io.netty.buffer.ByteBuf;

import java.util.List;

/// Writes down what it is told, and plays a client that reads, or does not, or is gone.
final class StorySink implements ReplySink {
    private final String name;
    private final List<String> story;
    long unread;
    boolean left;
    boolean broken;
    boolean takesBack;
    boolean setsAside;
    private boolean settingAside;

    StorySink(String name, List<String> story) {
        this.name = name;
        this.story = story;
    }

    String name() {
        return name;
    }

    @Override
    public void replies(ByteBuf in, int from, int to, int completed) {
        String text = Wire.text(in, from, to).replace("\r\n", "|");
        String shown = text.length() > 40 ? "(" + text.length() + ")" : text;
        story.add(name + " " + completed + " " + shown);
        if (broken) {
            throw new IllegalStateException("a bug");
        }
    }

    @Override
    public long unreadBytes() {
        return unread;
    }

    @Override
    public boolean hasLeft() {
        return left;
    }

    @Override
    public boolean takesBack(ByteBuf requests) {
        if (takesBack) {
            story.add(name + " takes back " + Wire.text(requests).replace("\r\n", "|"));
        }
        return takesBack;
    }

    @Override
    public void tooSlow() {
        story.add(name + " too slow");
    }

    @Override
    public void giveUp() {
        story.add(name + " given up");
    }

    @Override
    public void replyCut() {
        story.add(name + " cut");
    }

    @Override
    public void unanswered(Asked asked) {
        int left = asked.commands() - asked.answered();
        story.add(name + " unanswered " + left + (asked.sent() ? "" : " unsent"));
    }

    @Override
    public void laneEnded() {
        story.add(name + " ended");
    }

    @Override
    public boolean isSettingAside() {
        return settingAside;
    }

    @Override
    public boolean setsAside(Asked asked, ByteBuf in, int from, int to) {
        settingAside |= setsAside;
        if (setsAside) {
            story.add(name + " sets aside " + Wire.text(in, from, to).replace("\r\n", "|"));
        }
        return setsAside;
    }
}
