package dev.redoubt.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.redoubt.peers.Lan;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/// A table of nf_tables that ends with who made it.
@Timeout(60)
class DeafAddressesIT {
    @Test
    void aTableIsOneOwnersAlone() throws Exception {
        List<InetAddress> many = new ArrayList<>();
        for (int i = 1; i <= 64; i++) {
            many.add(InetAddress.ofLiteral("fd00::" + i));
        }
        try (Lan lan = Lan.of(1)) {
            DeafAddresses first = open(lan, many);
            SystemCallException twice =
                    assertThrows(SystemCallException.class, () -> open(lan, many).close());
            // Whether it is another's, or there at all, is said first: kernels differ.
            assertEquals("nf_tables: make the table redoubt_2_51", twice.call());
            first.close();
            open(lan, many).close();
        }
    }

    /// What a thread that is there throws comes wrapped.
    private static DeafAddresses open(Lan lan, List<InetAddress> addresses)
            throws SystemCallException {
        try {
            return lan.host(0)
                    .call(() -> DeafAddresses.open(IpFamily.IPV6, addresses, "redoubt_2_51"));
        } catch (IllegalStateException e) {
            if (e.getCause() instanceof SystemCallException refused) {
                throw refused;
            }
            throw e;
        }
    }
}
