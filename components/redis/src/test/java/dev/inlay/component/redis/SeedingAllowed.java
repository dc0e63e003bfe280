package dev.inlay.component.redis;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Lets TLS and name resolution draw random numbers on an event loop: the JDK reads them from {@code /dev/urandom}, which
 * never waits but looks to BlockHound like a file.
 */
public final class SeedingAllowed implements BlockHoundIntegration {

    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder.allowBlockingCallsInside("java.security.SecureRandom", "nextBytes");
    }
}
