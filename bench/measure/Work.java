package measure;

import stage.RedisClient;

import java.util.List;

/// What one request is, and how it is made.
///
/// @param label for people
/// @param command as Redis counts it, in small letters
/// @param maker who sends it
/// @param arguments for redis-benchmark
/// @param valueBytes of the values of its own that it asks for; 0 where it needs none
/// @param firstRequests how many a first, short try sends
record Work(
        String label,
        String command,
        Maker maker,
        List<String> arguments,
        int valueBytes,
        int firstRequests) {
    private static final String KEYS = Integer.toString(RedisClient.KEYS);
    private static final int FEW = 5_000;

    /// Who makes the load.
    enum Maker {
        BENCHMARK,
        /// redis-benchmark, while thousands of other clients are connected and do nothing.
        BENCHMARK_IN_CROWD,
        /// The bench's own clients: for MULTI and commands that block, and where thousands ask.
        /// redis-benchmark opens those all at once, and a second's wait for each that the backlog
        /// had no place for is measured rather than what they ask.
        OWN_CLIENTS
    }

    static final Work GET = usual("GET 64 B", "get", "-t", "get", "-d", "64", "-r", KEYS);
    static final Work SET = usual("SET 64 B", "set", "-t", "set", "-d", "64", "-r", KEYS);
    static final Work MSET = usual("MSET 10 keys", "mset", "-t", "mset", "-d", "64", "-r", KEYS);
    static final Work LRANGE = usual("LRANGE 100", "lrange", "LRANGE", "list", "0", "99");
    static final Work GET_IN_CROWD =
            new Work("GET 64 B", "get", Maker.BENCHMARK_IN_CROWD, GET.arguments, 0, FEW);
    static final Work GET_BY_OWN =
            new Work("GET 64 B", "get", Maker.OWN_CLIENTS, List.of(), 0, FEW);
    static final Work SET_BY_OWN =
            new Work("SET 64 B by own clients", "set", Maker.OWN_CLIENTS, List.of(), 0, FEW);
    static final Work SET_AND_WAIT =
            new Work(
                    "SET 64 B with a WAIT of its own", "set", Maker.OWN_CLIENTS, List.of(), 0, FEW);
    static final Work GET_BESIDE_SET =
            usual("GET 64 B beside SET", "get", "-t", "get", "-d", "64", "-r", KEYS);
    static final Work MIX = new Work("mix", "get", Maker.OWN_CLIENTS, List.of(), 0, FEW);

    private static Work usual(String label, String command, String... arguments) {
        return new Work(label, command, Maker.BENCHMARK, List.of(arguments), 0, FEW);
    }

    /// GET of values that [RedisClient#loadValues] has set.
    static Work get(int bytes) {
        var keys = Integer.toString(keys(bytes));
        var key = "value:" + bytes + ":__rand_int__";
        int first = Math.clamp(200_000_000L / bytes, 100, FEW);
        return new Work(
                "GET " + size(bytes),
                "get",
                Maker.BENCHMARK,
                List.of("-r", keys, "GET", key),
                bytes,
                first);
    }

    /// How many values of this size there are: at most 32 MiB of them.
    static int keys(int bytes) {
        return Math.clamp((32L << 20) / bytes, 10, 1_000);
    }

    static String size(int bytes) {
        if (bytes >= 1 << 20 && bytes % (1 << 20) == 0) {
            return (bytes >> 20) + " MiB";
        }
        return bytes >= 1 << 10 && bytes % (1 << 10) == 0 ? (bytes >> 10) + " KiB" : bytes + " B";
    }
}
