package dev.redoubt.linux;

/// Requests of nf_tables: one table with one chain of rules, all made at once or not at all. Each
/// rule is a list of expressions that are carried out until one does not hold.
final class FilterMessages {
    private static final int NF_TABLES = 10;
    private static final int BATCH_BEGIN = 16;
    private static final int BATCH_END = 17;
    private static final int NEW_TABLE = NF_TABLES << 8;
    private static final int NEW_CHAIN = NEW_TABLE | 3;
    private static final int NEW_RULE = NEW_TABLE | 6;
    private static final int APPEND = 0x800;

    private static final int TABLE_NAME = 1;
    private static final int TABLE_FLAGS = 2;
    private static final int OWNED = 2;

    private static final int CHAIN_TABLE = 1;
    private static final int CHAIN_NAME = 3;
    private static final int CHAIN_HOOK = 4;
    private static final int CHAIN_TYPE = 7;
    private static final int HOOK_NUMBER = 1;
    private static final int HOOK_PRIORITY = 2;
    private static final int LOCAL_IN = 1;
    private static final String CHAIN = "input";

    private static final int RULE_TABLE = 1;
    private static final int RULE_CHAIN = 2;
    private static final int RULE_EXPRESSIONS = 4;
    private static final int ELEMENT = 1;
    private static final int EXPRESSION_NAME = 1;
    private static final int EXPRESSION_DATA = 2;

    private static final int REGISTER = 1;
    private static final int VERDICT_REGISTER = 0;
    private static final int NETWORK_HEADER = 1;
    private static final int TRANSPORT_HEADER = 2;
    private static final int TRANSPORT_PROTOCOL = 16;
    private static final int EQUAL = 0;

    private static final int DROP = 0;
    private static final int ACCEPT = 1;

    private final IpFamily family;
    private final String table;

    FilterMessages(IpFamily family, String table) {
        this.family = family;
        this.table = table;
    }

    static NetlinkMessage begin() {
        return NetlinkMessage.ofFilter(BATCH_BEGIN, 0, 0, NF_TABLES);
    }

    static NetlinkMessage end() {
        return NetlinkMessage.ofFilter(BATCH_END, 0, 0, NF_TABLES);
    }

    /// The kernel removes it when the socket that made it is closed, by whatever.
    NetlinkMessage table() {
        return message(NEW_TABLE, NetlinkMessage.EXCLUSIVE)
                .attribute(TABLE_NAME, table)
                .number(TABLE_FLAGS, OWNED);
    }

    /// Packets to this machine itself go through it.
    NetlinkMessage chain() {
        NetlinkMessage message = message(NEW_CHAIN, 0);
        return message.attribute(CHAIN_TABLE, table)
                .attribute(CHAIN_NAME, CHAIN)
                .attribute(CHAIN_TYPE, "filter")
                .nested(
                        CHAIN_HOOK,
                        () -> message.number(HOOK_NUMBER, LOCAL_IN).number(HOOK_PRIORITY, 0));
    }

    /// Packets to `address` are dropped.
    NetlinkMessage drop(byte[] address) {
        NetlinkMessage message = message(NEW_RULE, APPEND);
        return rule(
                message,
                () -> {
                    load(message, NETWORK_HEADER, family.destinationOffset(), address.length);
                    compare(message, address);
                    verdict(message, DROP);
                });
    }

    /// ICMPv6 of this type is taken, whatever comes after.
    NetlinkMessage take(byte icmpType) {
        NetlinkMessage message = message(NEW_RULE, APPEND);
        return rule(
                message,
                () -> {
                    expression(
                            message,
                            "meta",
                            () -> message.number(1, REGISTER).number(2, TRANSPORT_PROTOCOL));
                    compare(message, new byte[] {58});
                    load(message, TRANSPORT_HEADER, 0, 1);
                    compare(message, new byte[] {icmpType});
                    verdict(message, ACCEPT);
                });
    }

    private NetlinkMessage message(int type, int flags) {
        return NetlinkMessage.ofFilter(
                type,
                NetlinkMessage.CREATE | NetlinkMessage.ACKNOWLEDGE | flags,
                family.number(),
                0);
    }

    private NetlinkMessage rule(NetlinkMessage message, Runnable expressions) {
        return message.attribute(RULE_TABLE, table)
                .attribute(RULE_CHAIN, CHAIN)
                .nested(RULE_EXPRESSIONS, expressions);
    }

    private static void expression(NetlinkMessage message, String name, Runnable data) {
        message.nested(
                ELEMENT,
                () -> message.attribute(EXPRESSION_NAME, name).nested(EXPRESSION_DATA, data));
    }

    private static void load(NetlinkMessage message, int header, int offset, int bytes) {
        expression(
                message,
                "payload",
                () ->
                        message.number(1, REGISTER)
                                .number(2, header)
                                .number(3, offset)
                                .number(4, bytes));
    }

    private static void compare(NetlinkMessage message, byte[] with) {
        expression(
                message,
                "cmp",
                () ->
                        message.number(1, REGISTER)
                                .number(2, EQUAL)
                                .nested(3, () -> message.attribute(1, with)));
    }

    private static void verdict(NetlinkMessage message, int code) {
        Runnable verdict = () -> message.number(1, code);
        expression(
                message,
                "immediate",
                () ->
                        message.number(1, VERDICT_REGISTER)
                                .nested(2, () -> message.nested(2, verdict)));
    }
}
