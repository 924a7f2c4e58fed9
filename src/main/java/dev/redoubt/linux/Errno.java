package dev.redoubt.linux;

import java.util.List;

/// An error of a system call, by the name that manual pages use.
///
/// @param number as in errno
/// @param name such as `EPERM`
public record Errno(int number, String name) {
    public static final Errno EPERM = new Errno(1, "EPERM");
    public static final Errno EINTR = new Errno(4, "EINTR");
    public static final Errno ENXIO = new Errno(6, "ENXIO");
    public static final Errno EAGAIN = new Errno(11, "EAGAIN");
    public static final Errno EACCES = new Errno(13, "EACCES");
    public static final Errno EEXIST = new Errno(17, "EEXIST");
    public static final Errno ENODEV = new Errno(19, "ENODEV");
    public static final Errno EINVAL = new Errno(22, "EINVAL");
    public static final Errno EMFILE = new Errno(24, "EMFILE");
    public static final Errno EPIPE = new Errno(32, "EPIPE");
    public static final Errno EOPNOTSUPP = new Errno(95, "EOPNOTSUPP");
    public static final Errno EAFNOSUPPORT = new Errno(97, "EAFNOSUPPORT");
    public static final Errno EADDRNOTAVAIL = new Errno(99, "EADDRNOTAVAIL");
    public static final Errno EADDRINUSE = new Errno(98, "EADDRINUSE");
    public static final Errno ENETDOWN = new Errno(100, "ENETDOWN");
    public static final Errno ENETUNREACH = new Errno(101, "ENETUNREACH");
    public static final Errno ENOBUFS = new Errno(105, "ENOBUFS");
    public static final Errno EHOSTUNREACH = new Errno(113, "EHOSTUNREACH");
    public static final Errno ECONNRESET = new Errno(104, "ECONNRESET");
    public static final Errno ETOOMANYREFS = new Errno(109, "ETOOMANYREFS");
    public static final Errno ETIMEDOUT = new Errno(110, "ETIMEDOUT");
    public static final Errno ECONNREFUSED = new Errno(111, "ECONNREFUSED");

    private static final List<Errno> NAMED =
            List.of(
                    EPERM,
                    EINTR,
                    ENXIO,
                    EAGAIN,
                    EACCES,
                    EEXIST,
                    ENODEV,
                    EINVAL,
                    EMFILE,
                    EPIPE,
                    EOPNOTSUPP,
                    EAFNOSUPPORT,
                    EADDRNOTAVAIL,
                    ENETDOWN,
                    ENETUNREACH,
                    ENOBUFS,
                    EHOSTUNREACH,
                    EPIPE,
                    EADDRINUSE,
                    ECONNRESET,
                    ETOOMANYREFS,
                    ETIMEDOUT,
                    ECONNREFUSED,
                    new Errno(2, "ENOENT"),
                    new Errno(5, "EIO"),
                    new Errno(9, "EBADF"),
                    new Errno(12, "ENOMEM"),
                    new Errno(14, "EFAULT"),
                    new Errno(16, "EBUSY"),
                    new Errno(23, "ENFILE"),
                    new Errno(28, "ENOSPC"),
                    new Errno(34, "ERANGE"),
                    new Errno(90, "EMSGSIZE"),
                    new Errno(91, "EPROTOTYPE"),
                    new Errno(92, "ENOPROTOOPT"),
                    new Errno(93, "EPROTONOSUPPORT"),
                    new Errno(107, "ENOTCONN"));

    static Errno of(int number) {
        for (Errno each : NAMED) {
            if (each.number == number) {
                return each;
            }
        }
        return new Errno(number, "errno " + number);
    }

    /// What an operator can look at; empty where the name has to do.
    ///
    /// @param permission what is missing where this is EPERM
    String expected(String permission) {
        return switch (name) {
            case "EPERM" -> permission;
            case "EACCES" -> "IPv6 allowed there: net.ipv6.conf.*.disable_ipv6 = 0";
            case "EEXIST" -> "none of that name";
            case "ENODEV", "ENXIO" -> "an interface that exists";
            case "ENETDOWN" -> "an interface that is up";
            case "EADDRNOTAVAIL" -> "an address that this machine has";
            case "ENETUNREACH", "EHOSTUNREACH" ->
                    "a route to it, and an address of this machine to send from";
            case "EAFNOSUPPORT" -> "a kernel with this protocol: no ipv6.disable=1";
            case "EOPNOTSUPP" ->
                    "a kernel that has it: for virtual_mac the module macvlan, for accept: false"
                            + " nf_tables";
            case "EPROTONOSUPPORT" -> "a kernel that has it: for accept: false nf_tables";
            case "EMFILE", "ENFILE" -> "a higher limit of open files: LimitNOFILE";
            case "ENOBUFS", "ENOMEM" -> "memory left for the kernel's queues";
            case "EMSGSIZE" -> "fewer addresses in one packet, or a larger MTU";
            default -> "";
        };
    }

    @Override
    public String toString() {
        return name;
    }
}
