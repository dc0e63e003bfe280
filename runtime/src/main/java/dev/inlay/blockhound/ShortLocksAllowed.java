package dev.inlay.blockhound;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Tells BlockHound which locks the runtime takes on event loops knowingly: those that are held for microseconds, and
 * never while waiting for anything outside of the process.
 */
public final class ShortLocksAllowed implements BlockHoundIntegration {

    @Override
    public void applyTo(BlockHound.Builder builder) {
        // Jackson works out how to read a type once, and whoever needs the same at that moment waits for it.
        builder.allowBlockingCallsInside(
                "com.fasterxml.jackson.databind.deser.DeserializerCache", "_createAndCacheValueDeserializer");
    }
}
