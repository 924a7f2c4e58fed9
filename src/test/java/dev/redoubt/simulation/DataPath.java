package dev.redoubt.simulation;

import dev.redoubt.sentinel.SentinelView;

/// A node's way from clients to the primary, as the simulation drives it.
interface DataPath {
    /// What the Sentinels agree on, as published.
    void view(SentinelView view);

    /// Nothing is left of before.
    void begin();

    /// A client connected; returns who reads it.
    Endpoint session(Wire client);

    /// The loop that decides; others than it carry commands.
    ControlLoop control();

    /// An operator goes on with a primary that lacks acknowledged writes, if one is withheld.
    void acceptLoss();

    /// Whether people are told that commands go to a primary.
    boolean isServing();
}
