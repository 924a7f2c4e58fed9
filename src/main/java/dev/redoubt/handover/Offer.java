package dev.redoubt.handover;

/// A listening socket of the process that serves.
///
/// @param address as [dev.redoubt.config.ListenAddress] prints
public record Offer(String address, int descriptor) {}
