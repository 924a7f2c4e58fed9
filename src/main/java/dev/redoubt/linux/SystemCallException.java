package dev.redoubt.linux;

import java.io.IOException;

/// The kernel refused a call. The message is made for an operator: `call: EPERM (expected: …)`.
public final class SystemCallException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String call;
    private final int number;

    /// @param permission what is missing where the error is EPERM
    /// @param said what the kernel had to add, or nothing
    SystemCallException(String call, Errno errno, String permission, String said) {
        super(call + ": " + errno + reason(errno.expected(permission), said));
        this.call = call;
        number = errno.number();
    }

    private static String reason(String expected, String said) {
        String told = said.isEmpty() ? "" : ", " + said;
        return expected.isEmpty() ? told : "%s (expected: %s)".formatted(told, expected);
    }

    /// What was asked for, such as `add 192.0.2.1/24 to interface 3`.
    public String call() {
        return call;
    }

    public Errno errno() {
        return Errno.of(number);
    }
}
