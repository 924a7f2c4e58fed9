package dev.redoubt.session;

/// How much one client may have under way on a shared link: whoever comes behind waits for it. The
/// size of replies is not known beforehand, so the window begins small, doubles while replies prove
/// small, and shrinks to what fits when they are large. Owned by one session.
final class Window {
    private static final int FIRST = 32;
    private static final int MOST = 1024;

    /// What the replies under way may come to, judged by the latest ones.
    private static final int REPLY_BYTES = 256 * 1024;

    private int commands = FIRST;
    private int answered;
    private long answeredBytes;

    /// Commands that may be unanswered.
    int commands() {
        return commands;
    }

    /// Replies came, or parts of one.
    void answered(int bytes, int completed) {
        answeredBytes += bytes;
        answered += completed;
        if (answered >= commands || answeredBytes > REPLY_BYTES) {
            adapt();
        }
    }

    private void adapt() {
        long average = 1 + answeredBytes / Math.max(1, answered);
        long fitting = Math.max(1, REPLY_BYTES / average);
        commands = (int) Math.min(Math.min(MOST, 2L * commands), fitting);
        answered = 0;
        answeredBytes = 0;
    }
}
