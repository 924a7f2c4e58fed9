package measure;

import java.util.concurrent.TimeUnit;

/// Tells on the error output how far the run is.
final class Progress {
    private static final long STARTED = System.nanoTime();

    private Progress() {}

    static void say(String what) {
        System.err.printf("%s, %d s%n", what, seconds());
    }

    static long seconds() {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - STARTED);
    }
}
