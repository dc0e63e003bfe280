package dev.inlay.blockhound;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Tells BlockHound which waits the runtime takes on event loops knowingly: those of microseconds, and never for anything
 * outside of the process.
 */
public final class ShortWaitsAllowed implements BlockHoundIntegration {

    @Override
    public void applyTo(BlockHound.Builder builder) {
        // Jackson works out how to read a type once, and whoever needs the same at that moment waits for it.
        builder.allowBlockingCallsInside(
                "com.fasterxml.jackson.databind.deser.DeserializerCache", "_createAndCacheValueDeserializer");
        // The JDK reads random numbers from /dev/urandom, which never waits but looks like a file.
        builder.allowBlockingCallsInside("java.security.SecureRandom", "nextBytes");
    }
}
