package dev.redoubt.simulation;

import java.util.ArrayDeque;
import java.util.List;

/// One client's commands in order; its replies leave in that order.
final class ContractSession implements Endpoint {
    private final Wire client;
    private final ContractPath path;
    private final ArrayDeque<Held> commands = new ArrayDeque<>();

    ContractSession(Wire client, ContractPath path) {
        this.client = client;
        this.path = path;
    }

    /// What is to be sent, in order.
    List<Held> waiting(Guard guard) {
        List<Held> waiting = commands.stream().filter(Held::isWaiting).toList();
        return guard == Guard.NO_ORDER ? waiting.reversed() : waiting;
    }

    void again(Held held) {
        commands.addFirst(held);
    }

    boolean isOpen() {
        return client.isOpen();
    }

    @Override
    public void received(Message message) {
        if (message instanceof Message.Command command) {
            Held held = new Held(command, this);
            commands.add(held);
            path.arrived(held);
        }
    }

    @Override
    public void ended(Ended how) {
        path.left(this);
    }

    void deliver() {
        while (!commands.isEmpty()) {
            Message.Reply reply = commands.element().reply;
            if (reply == null) {
                return;
            }
            commands.remove();
            client.send(reply);
        }
    }
}
