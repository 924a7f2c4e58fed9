package dev.redoubt.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// The system calls of this room, as the C library has them.
///
/// Each returns what it returns, or the negative number of the error. Any thread may call them; the
/// error's place is the thread's own.
@SuppressWarnings("restricted")
final class Libc {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final MemoryLayout POINTER = ValueLayout.ADDRESS;

    private static final VarHandle ERRNO =
            Linker.Option.captureStateLayout().varHandle(PathElement.groupElement("errno"));
    private static final ThreadLocal<MemorySegment> STATE =
            ThreadLocal.withInitial(
                    () -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));

    private static final MethodHandle SOCKET = call("socket", INT, INT, INT, INT);
    private static final MethodHandle BIND = call("bind", INT, INT, POINTER, INT);
    private static final MethodHandle CONNECT = call("connect", INT, INT, POINTER, INT);
    private static final MethodHandle LISTEN = call("listen", INT, INT, INT);
    private static final MethodHandle ACCEPT4 = call("accept4", INT, INT, POINTER, POINTER, INT);
    private static final MethodHandle GETSOCKOPT =
            call("getsockopt", INT, INT, INT, INT, POINTER, POINTER);
    private static final MethodHandle DUP = call("dup", INT, INT);
    private static final MethodHandle GETEUID = call("geteuid", INT);
    private static final MethodHandle SETSOCKOPT =
            call("setsockopt", INT, INT, INT, INT, POINTER, INT);
    private static final MethodHandle SENDMSG = call("sendmsg", LONG, INT, POINTER, INT);
    private static final MethodHandle RECVMSG = call("recvmsg", LONG, INT, POINTER, INT);
    private static final MethodHandle SENDTO =
            call("sendto", LONG, INT, POINTER, LONG, INT, POINTER, INT);
    private static final MethodHandle RECV = call("recv", LONG, INT, POINTER, LONG, INT);
    private static final MethodHandle PPOLL = call("ppoll", INT, POINTER, LONG, POINTER, POINTER);
    private static final MethodHandle EVENTFD = call("eventfd", INT, INT, INT);
    private static final MethodHandle READ = call("read", LONG, INT, POINTER, LONG);
    private static final MethodHandle WRITE = call("write", LONG, INT, POINTER, LONG);
    private static final MethodHandle OPEN = call("open", INT, POINTER, INT);
    private static final MethodHandle MKFIFO = call("mkfifo", INT, POINTER, INT);
    private static final MethodHandle CLOSE = call("close", INT, INT);
    private static final MethodHandle CLOCK_GETTIME = call("clock_gettime", INT, INT, POINTER);

    private static final MethodHandle SCHED_SETSCHEDULER =
            call("sched_setscheduler", INT, INT, INT, POINTER);

    private Libc() {}

    private static MethodHandle call(String name, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"));
    }

    private static int told(int result, MemorySegment state) {
        return result >= 0 ? result : -(int) ERRNO.get(state, 0L);
    }

    private static int told(long result, MemorySegment state) {
        return result >= 0 ? Math.toIntExact(result) : -(int) ERRNO.get(state, 0L);
    }

    /// A call itself throws nothing; what is thrown on the way to it is a fault of this class.
    private static AssertionError fault(Throwable e) {
        return new AssertionError("a system call's handle does not fit", e);
    }

    static int socket(int domain, int type, int protocol) {
        MemorySegment state = STATE.get();
        try {
            return told((int) SOCKET.invokeExact(state, domain, type, protocol), state);
        } catch (Throwable e) {
            throw fault(e);
        }
    }

    static int bind(int descriptor, MemorySegment address) {
        MemorySegment state = STATE.get();
        int bytes = (int) address.byteSize();
        try {
            return told((int) BIND.invokeExact(state, descriptor, address, bytes), state);
        } catch (Throwable e) {
            throw fault(e);
        }
    }

    static int connect(int descriptor, MemorySegment address) {
        MemorySegment state = STATE.get();
        try {
            return told(
                    (int) CONNECT.invokeExact(state, descriptor, address, (int) address.byteSize()),
                    state);
        } catch (Throwable e) {
            throw fault(e);
        }
    }

    static int listen(int descriptor, int backlog) {
        MemorySegment state = STATE.get();
        try {
            return told((int) LISTEN.invokeExact(state, descriptor, backlog), state);
        } catch (Throwable e) {
            throw fault(e);
        }
    }

    /// Whoever it is that connects.
    static int accept(int descriptor, int flags) {
        MemorySegment state = STATE.get();
        try {
            return told(
                    (int)
                            ACCEPT4.invokeExact(
                                    state,
                                    descriptor,
                                    MemorySegment.NULL,
                                    MemorySegment.NULL,
                                    flags),
                    state);
        } catch (Throwable e) {
            throw fault(e);
        }
    }

    /// @param length of the value, as the kernel wants and gives it
    static int getsockopt(
            int descriptor, int level, int option, MemorySegment value, MemorySegment length) {
        MemorySegment state = STATE.get();
        try {
            return told(
                    (int) GETSOCKOPT.invokeExact(state, descriptor, level, option, value, length),
                    state);
        } catch (Throwable e) {
            throw fault(e);
        }
    }

    static int dup(int descriptor) {
        MemorySegment state = STATE.get();
        try {
            return told((int) DUP.invokeExact(state, descriptor), state);
        } catch (Throwable e) {
            throw fault(e);
        }
    }

    static int geteuid() {
        MemorySegment state = STATE.get();
        try {
            return told((int) GETEUID.invokeExact(state), state);
        } catch (Throwable e) {
            throw fault(e);
        }
    }

    static int setsockopt(int descriptor, int level, int option, MemorySegment value) {
        MemorySegment state = STATE.get();
        int bytes = (int) value.byteSize();
        try {
            return told(
                    (int) SETSOCKOPT.invokeExact(state, descriptor, level, option, value, bytes),
                    state);
        } catch (Throwable e) {
            throw fault(e);
        }
    }

    static int sendmsg(int descriptor, MemorySegment header, int flags) {
        MemorySegment state = STATE.get();
        try {
            return told((long) SENDMSG.invokeExact(state, descriptor, header, flags), state);
        } catch (Throwable e) {
            throw fault(e);
        }
    }

    static int recvmsg(int descriptor, MemorySegment header, int flags) {
        MemorySegment state = STATE.get();
        try {
            return told((long) RECVMSG.invokeExact(state, descriptor, header, flags), state);
        } catch (Throwable e) {
            throw fault(e);
        }
    }

    static int sendto(int descriptor, MemorySegment bytes, MemorySegment address) {
        MemorySegment state = STATE.get();
        int addressBytes = (int) address.byteSize();
        try {
            return told(
                    (long)
                            SENDTO.invokeExact(
                                    state,
                                    descriptor,
                                    bytes,
                                    bytes.byteSize(),
                                    0,
                                    address,
                                    addressBytes),
                    state);
        } catch (Throwable e) {
            throw fault(e);
        }
    }

    static int recv(int descriptor, MemorySegment into, int flags) {
        MemorySegment state = STATE.get();
        try {
            return told(
                    (long) RECV.invokeExact(state, descriptor, into, into.byteSize(), flags),
                    state);
        } catch (Throwable e) {
            throw fault(e);
        }
    }

    /// @param places pollfd structures
    /// @param timeout a timespec
    static int ppoll(MemorySegment places, long count, MemorySegment timeout) {
        MemorySegment state = STATE.get();
        try {
            return told(
                    (int) PPOLL.invokeExact(state, places, count, timeout, MemorySegment.NULL),
                    state);
        } catch (Throwable e) {
            throw fault(e);
        }
    }

    static int eventfd(int flags) {
        MemorySegment state = STATE.get();
        try {
            return told((int) EVENTFD.invokeExact(state, 0, flags), state);
        } catch (Throwable e) {
            throw fault(e);
        }
    }

    static int read(int descriptor, MemorySegment into) {
        MemorySegment state = STATE.get();
        try {
            return told((long) READ.invokeExact(state, descriptor, into, into.byteSize()), state);
        } catch (Throwable e) {
            throw fault(e);
        }
    }

    static int write(int descriptor, MemorySegment bytes) {
        MemorySegment state = STATE.get();
        try {
            return told(
                    (long) WRITE.invokeExact(state, descriptor, bytes, bytes.byteSize()), state);
        } catch (Throwable e) {
            throw fault(e);
        }
    }

    /// Opens what is there.
    ///
    /// @param path with a zero byte at its end
    static int open(MemorySegment path, int flags) {
        MemorySegment state = STATE.get();
        try {
            return told((int) OPEN.invokeExact(state, path, flags), state);
        } catch (Throwable e) {
            throw fault(e);
        }
    }

    /// @param path with a zero byte at its end
    static int mkfifo(MemorySegment path, int mode) {
        MemorySegment state = STATE.get();
        try {
            return told((int) MKFIFO.invokeExact(state, path, mode), state);
        } catch (Throwable e) {
            throw fault(e);
        }
    }

    static int close(int descriptor) {
        MemorySegment state = STATE.get();
        try {
            return told((int) CLOSE.invokeExact(state, descriptor), state);
        } catch (Throwable e) {
            throw fault(e);
        }
    }

    /// Of the calling thread.
    static int schedSetscheduler(int policy, MemorySegment priority) {
        MemorySegment state = STATE.get();
        try {
            return told((int) SCHED_SETSCHEDULER.invokeExact(state, 0, policy, priority), state);
        } catch (Throwable e) {
            throw fault(e);
        }
    }

    static int clockGettime(int clock, MemorySegment into) {
        MemorySegment state = STATE.get();
        try {
            return told((int) CLOCK_GETTIME.invokeExact(state, clock, into), state);
        } catch (Throwable e) {
            throw fault(e);
        }
    }
}
