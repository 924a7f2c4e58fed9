package dev.redoubt.config;

import java.util.List;
import java.util.Optional;

/// The `admin` of the file.
final class AdminReader {
    private static final List<String> KEYS = List.of("listen", "password", "stats_socket");
    private static final HostPort DEFAULT_LISTEN = new HostPort("127.0.0.1", 9380);

    private final SecretReader secrets;
    private final Listeners listeners;

    AdminReader(SecretReader secrets, Listeners listeners) {
        this.secrets = secrets;
        this.listeners = listeners;
    }

    AdminConfig read(MapReader top) {
        MapReader admin = top.map("admin", KEYS);
        Optional<Setting> password = admin.setting("password");
        Optional<Setting> setting = admin.setting("listen");
        Optional<HostPort> listen = setting.flatMap(s -> s.read(Endpoints.LISTEN_TCP));
        HostPort address = listen.orElse(DEFAULT_LISTEN);
        if (setting.isEmpty()) {
            listeners.addDefault("admin.listen", new ListenAddress.Tcp(address));
        } else if (listen.isPresent()) {
            listeners.add(setting.get(), new ListenAddress.Tcp(address));
            if (password.isEmpty() && !Hosts.isLoopback(address.host())) {
                setting.get().wrong("a loopback address, or admin.password");
            }
        }
        admin.setting("stats_socket").ifPresent(s -> s.misplaced(Later.TEXT, Later.NO_KEY));
        return new AdminConfig(
                address,
                password.flatMap(secrets::password).orElse(null),
                top.setting("admin").isPresent()
                        ? AdminConfig.Origin.FILE
                        : AdminConfig.Origin.DEFAULT);
    }
}
