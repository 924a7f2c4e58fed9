package dev.redoubt.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SystemCallExceptionTest {
    @Test
    void aMissingCapabilityIsNamed() {
        SystemCallException refused =
                new SystemCallException(
                        "packet socket: open", Errno.EPERM, "the capability CAP_NET_RAW", "");
        assertEquals(
                "packet socket: open: EPERM (expected: the capability CAP_NET_RAW)",
                refused.getMessage());
        assertEquals("packet socket: open", refused.call());
        assertEquals(Errno.EPERM, refused.errno());
    }

    @Test
    void theKernelsWordsAreKept() {
        assertEquals(
                "add: EINVAL, ipv4: Invalid prefix length",
                new SystemCallException(
                                "add",
                                Errno.EINVAL,
                                "the capability CAP_NET_ADMIN",
                                "ipv4: Invalid prefix length")
                        .getMessage());
    }

    @Test
    void anUnknownErrorHasItsNumber() {
        assertEquals(
                "call: errno 4095",
                new SystemCallException("call", Errno.of(4095), "root", "").getMessage());
    }
}
