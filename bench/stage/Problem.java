package stage;

/// Something the person at the keyboard can mend; its message is all that is printed.
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Problem(String message) {
        super(message);
    }
}
