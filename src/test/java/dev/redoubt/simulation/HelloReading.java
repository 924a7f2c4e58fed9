package dev.redoubt.simulation;

/// `sentinelProcessHelloMessage`: how Sentinels meet, and how a new configuration spreads.
final class HelloReading {
    private HelloReading() {}

    static void read(SimulatedSentinel sentinel, Message.Hello hello) {
        if (!sentinel.sentinels().containsKey(hello.sentinel())) {
            sentinel.sentinels()
                    .put(
                            hello.sentinel(),
                            new Instance(Instance.Kind.SENTINEL, hello.sentinel(), sentinel.now()));
            sentinel.flush();
        }
        if (hello.currentEpoch() > sentinel.currentEpoch()) {
            sentinel.startEpoch(hello.currentEpoch());
            sentinel.flush();
        }
        if (sentinel.configEpoch() < hello.configEpoch()) {
            sentinel.configure(hello.configEpoch(), hello.master());
            if (hello.master() != sentinel.master().number) {
                sentinel.event("+config-update-from");
                sentinel.changeMaster(hello.master());
            }
        }
    }
}
