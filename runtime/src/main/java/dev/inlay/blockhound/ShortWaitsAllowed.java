package dev.inlay.blockhound;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Tells BlockHound what the runtime does on event loops knowingly: take locks that are held for microseconds, and never
 * while waiting for anything outside of the process, and read what never makes wait.
 */
public final class ShortWaitsAllowed implements BlockHoundIntegration {

    @Override
    public void applyTo(BlockHound.Builder builder) {
        // Jackson works out how to read a type once, and whoever needs the same at that moment waits for it.
        builder.allowBlockingCallsInside(
                "com.fasterxml.jackson.databind.deser.DeserializerCache", "_createAndCacheValueDeserializer");
        // Work is handed to a pool of threads: who has one started at the same moment waits for the pool's lock.
        builder.allowBlockingCallsInside("java.util.concurrent.ThreadPoolExecutor", "addWorker");
        // TLS and name resolution draw random numbers: the JDK reads them from /dev/urandom, which looks like a file.
        builder.allowBlockingCallsInside("java.security.SecureRandom", "nextBytes");
    }
}
