package dev.redoubt.session;

import dev.redoubt.config.HostPort;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a Sentinel of Redis 7.0 would say of the pool: one primary, at an address that never moves,
/// without replicas. Fields of a Sentinel that nobody here can know are left out; the others have
/// its names and its order. Pure.
///
/// Source: <https://redis.io/docs/latest/operate/oss_and_stack/management/sentinel/>
///
/// @param pool as the file names it
/// @param names by which clients may ask for the pool
/// @param address what they are told; empty where there is none to tell
record SentinelAnswers(String pool, List<String> names, Optional<HostPort> address) {
    private static final String NO_SUCH_MASTER = "-ERR No such master with that name";
    private static final int SHOWN_LENGTH = 128;

    private static final List<String> HELP =
            List.of(
                    "SENTINEL <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
                    "CKQUORUM <master-name>",
                    "    Always fine: the address of a master never moves.",
                    "GET-MASTER-ADDR-BY-NAME <master-name>",
                    "    Return the ip and port number of the master with that name.",
                    "MASTER <master-name>",
                    "    Show the state and info of the specified master.",
                    "MASTERS",
                    "    Show a list of monitored masters and their state.",
                    "MYID",
                    "    Return the ID of the pool.",
                    "REPLICAS <master-name>",
                    "    Show a list of replicas for this master: there are none.",
                    "SENTINELS <master-name>",
                    "    Show where else to ask: at this address.",
                    "HELP",
                    "    Prints this help.");

    /// The whole reply without its last CRLF.
    ///
    /// @param arguments the first ones, SENTINEL included
    /// @param count of all arguments
    /// @param protocol 2 or 3, the RESP version
    String to(List<byte[]> arguments, int count, int protocol) {
        if (count < 2) {
            return Errors.arity("sentinel");
        }
        String written = Requests.text(arguments.get(1));
        String subcommand = written.toLowerCase(Locale.ROOT);
        boolean known =
                switch (subcommand) {
                    case "masters", "myid", "help" -> true;
                    default -> isAboutMaster(subcommand);
                };
        if (!known) {
            return Errors.unknownSubcommand(shortened(written), "SENTINEL");
        }
        if (count != (isAboutMaster(subcommand) ? 3 : 2)) {
            return Errors.arity("sentinel|" + subcommand);
        }
        return switch (subcommand) {
            case "masters" -> masters(protocol);
            case "myid" -> bulk(id());
            case "help" -> array(HELP.stream().map(line -> "+" + line).toList());
            default -> aboutMaster(subcommand, Requests.text(arguments.get(2)), protocol);
        };
    }

    private static boolean isAboutMaster(String subcommand) {
        return switch (subcommand) {
            case "master",
                    "get-master-addr-by-name",
                    "replicas",
                    "slaves",
                    "sentinels",
                    "ckquorum" ->
                    true;
            default -> false;
        };
    }

    private String aboutMaster(String subcommand, String name, int protocol) {
        boolean byName = subcommand.equals("get-master-addr-by-name");
        if (!names.contains(name)) {
            return !byName ? NO_SUCH_MASTER : protocol == 2 ? "*-1" : "_";
        }
        return switch (subcommand) {
            case "replicas", "slaves" -> array(List.of());
            case "ckquorum" ->
                    "+OK 1 usable Sentinels. Quorum and failover authorization can be reached";
            default ->
                    address.map(told ->
                                    byName
                                            ? array(List.of(bulk(told.host()), port(told)))
                                            : subcommand.equals("master")
                                                    ? map(master(name, told), protocol)
                                                    : array(List.of(map(self(told), protocol))))
                            .orElseGet(() -> Errors.noAddress(pool));
        };
    }

    private String masters(int protocol) {
        return address.map(told ->
                        array(
                                names.stream()
                                        .map(name -> map(master(name, told), protocol))
                                        .toList()))
                .orElseGet(() -> Errors.noAddress(pool));
    }

    private static Map<String, String> master(String name, HostPort told) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.put("ip", told.host());
        fields.put("port", String.valueOf(told.port()));
        fields.put("flags", "master");
        putHealth(fields);
        fields.put("role-reported", "master");
        fields.put("config-epoch", "0");
        fields.put("num-slaves", "0");
        fields.put("num-other-sentinels", "1");
        fields.put("quorum", "1");
        return fields;
    }

    /// There are clients that refuse to work where no other Sentinel is named: it is the same
    /// again.
    private Map<String, String> self(HostPort told) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("name", id());
        fields.put("ip", told.host());
        fields.put("port", String.valueOf(told.port()));
        fields.put("runid", id());
        fields.put("flags", "sentinel");
        putHealth(fields);
        fields.put("voted-leader", "?");
        fields.put("voted-leader-epoch", "0");
        return fields;
    }

    /// Who reads this has just been answered at that address.
    private static void putHealth(Map<String, String> fields) {
        fields.put("link-pending-commands", "0");
        fields.put("link-refcount", "1");
        fields.put("last-ping-sent", "0");
        fields.put("last-ok-ping-reply", "0");
        fields.put("last-ping-reply", "0");
    }

    /// Looks like a Sentinel's, and is the same after a restart and on each node.
    private String id() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            byte[] seed = ("redoubt pool " + pool).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(digest.digest(seed));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String shortened(String text) {
        return text.substring(0, Math.min(text.length(), SHOWN_LENGTH));
    }

    private static String port(HostPort told) {
        return bulk(String.valueOf(told.port()));
    }

    private static String bulk(String text) {
        return "$" + text.getBytes(StandardCharsets.UTF_8).length + "\r\n" + text;
    }

    private static String array(List<String> replies) {
        return Stream.concat(Stream.of("*" + replies.size()), replies.stream())
                .collect(Collectors.joining("\r\n"));
    }

    /// RESP2 has no maps: names and values in turn.
    private static String map(Map<String, String> fields, int protocol) {
        String header = protocol == 2 ? "*" + 2 * fields.size() : "%" + fields.size();
        return fields.entrySet().stream()
                .map(field -> "\r\n" + bulk(field.getKey()) + "\r\n" + bulk(field.getValue()))
                .collect(Collectors.joining("", header, ""));
    }
}
