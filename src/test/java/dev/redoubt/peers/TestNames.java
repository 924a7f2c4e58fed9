package dev.redoubt.peers;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// Host names that a test makes up, all ending in `.redoubt.test`. The JDK finds this class by its
/// service file; every other name goes to the system's resolver.
public final class TestNames extends InetAddressResolverProvider {
    private static final String OURS = ".redoubt.test";
    private static final Map<String, List<InetAddress>> NAMES = new ConcurrentHashMap<>();

    /// From the next look-up on the name means these, and nobody knows it if there are none.
    public static void set(String name, String... literals) {
        if (!name.endsWith(OURS)) {
            throw new IllegalArgumentException(name + " (expected: a name ending in " + OURS + ")");
        }
        NAMES.put(name, Arrays.stream(literals).map(InetAddress::ofLiteral).toList());
    }

    @Override
    public InetAddressResolver get(Configuration configuration) {
        InetAddressResolver system = configuration.builtinResolver();
        return new InetAddressResolver() {
            @Override
            public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
                    throws UnknownHostException {
                if (!host.endsWith(OURS)) {
                    return system.lookupByName(host, policy);
                }
                List<InetAddress> known = NAMES.getOrDefault(host, List.of());
                if (known.isEmpty()) {
                    throw new UnknownHostException(host);
                }
                return known.stream();
            }

            @Override
            public String lookupByAddress(byte[] address) throws UnknownHostException {
                return system.lookupByAddress(address);
            }
        };
    }

    @Override
    public String name() {
        return "names of tests";
    }
}
