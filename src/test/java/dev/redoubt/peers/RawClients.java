package dev.redoubt.peers;

import dev.redoubt.config.HostPort;

import java.io.IOException;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;

/// The clients of one test, in the order in which they connected. They end with it.
public final class RawClients extends AbstractList<RawClient> implements AutoCloseable {
    private final List<RawClient> all = new ArrayList<>();

    /// One more client of this address.
    public RawClient connect(HostPort address) throws IOException {
        RawClient client = RawClient.connect(address);
        all.add(client);
        return client;
    }

    @Override
    public RawClient get(int index) {
        return all.get(index);
    }

    @Override
    public int size() {
        return all.size();
    }

    @Override
    public RawClient remove(int index) {
        return all.remove(index);
    }

    @Override
    public void close() throws IOException {
        for (RawClient client : all) {
            client.close();
        }
    }
}
