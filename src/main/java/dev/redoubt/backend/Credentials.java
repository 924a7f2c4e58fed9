package dev.redoubt.backend;

import dev.redoubt.config.Secret;

import org.jspecify.annotations.Nullable;

/// Whom a link logs in as (<https://redis.io/docs/latest/commands/auth/>).
///
/// @param username null for the one-argument AUTH
/// @param password null for no AUTH at all
public record Credentials(@Nullable String username, @Nullable Secret password) {}
