package dev.redoubt.architecture.broken.vrrp;

import io.netty.buffer.ByteBuf;

import java.io.InputStream;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.time.Instant;
import java.util.Random;

/// Breaks the purity of machines, once for each way.
final class Impure {
    private Impure() {}

    interface NettyMachine {
        void step(ByteBuf bytes);
    }

    interface SocketMachine {
        void step(Socket socket);
    }

    interface ChannelMachine {
        void step(SocketChannel channel);
    }

    interface StreamMachine {
        void step(InputStream stream);
    }

    interface RandomMachine {
        void step(Random random);
    }

    interface ThreadMachine {
        void step(Thread thread);
    }

    static final class NanoTimeMachine {
        static long step() {
            return System.nanoTime();
        }
    }

    static final class MillisecondsMachine {
        static long step() {
            return System.currentTimeMillis();
        }
    }

    static final class InstantMachine {
        static Instant step() {
            return Instant.now();
        }
    }

    /// A machine's own types are as pure as it is.
    static final class NestedMachine {
        static final class State {
            static long now() {
                return System.nanoTime();
            }
        }
    }

    /// No machine: it may.
    static final class Driver {
        static long now() {
            return System.nanoTime();
        }
    }
}
