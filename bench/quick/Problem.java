package quick;

/// Something the person at the keyboard can mend; its message is all that is printed.
final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Problem(String message) {
        super(message);
    }
}
