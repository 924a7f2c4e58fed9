package dev.redoubt.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.redoubt.config.Secret;
import dev.redoubt.net.Credentials;

import org.junit.jupiter.api.Test;

import java.util.Optional;

final class IdentityTest {
    private static final Credentials USER = new Credentials("user", new Secret("hidden"));

    @Test
    void changesOneThingAtATime() {
        Identity plain = new Identity(0, 2, Optional.empty());
        Identity changed = plain.withDatabase(3).withProtocol(3).withCredentials(USER);
        assertEquals(new Identity(3, 3, Optional.of(USER)), changed);
        assertEquals(new Identity(3, 3, Optional.empty()), changed.as(plain));
        assertEquals(new Identity(0, 2, Optional.of(USER)), plain.as(changed));
    }

    @Test
    void anotherPasswordIsAnotherIdentity() {
        Identity plain = new Identity(0, 2, Optional.of(USER));
        assertEquals(plain, plain.withCredentials(new Credentials("user", new Secret("hidden"))));
        assertNotEquals(plain, plain.withCredentials(new Credentials("user", new Secret("other"))));
        assertFalse(plain.toString().contains("hidden"));
    }
}
