package dev.inlay.api;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the API is offered. Immutable; start from {@link #defaults()}.
 *
 * @param listenAddresses the addresses of all ports but the public one
 * @param httpPort the port of the HTTP API; 0 for any free one
 * @param grpcPort the port of the gRPC API; 0 for any free one
 * @param publicPort the port that serves health and metadata only; null for none
 * @param publicListenAddress the address of the public port; empty for all
 * @param unixDomainSocketFolder where the sockets are made that take the place of the ports; null for ports
 * @param apiToken what callers must show in {@code dapr-api-token}; null if nothing
 * @param allowedOrigins the origins that browsers may call from, separated by commas; {@code *} for all, empty to leave
 *     CORS out
 * @param maxBodySize the largest body, in bytes
 * @param readBufferSize the most that a request's head may have, in bytes
 * @param logCalls whether each call is logged
 */
public record ApiOptions(
        List<String> listenAddresses,
        int httpPort,
        int grpcPort,
        @Nullable Integer publicPort,
        String publicListenAddress,
        @Nullable Path unixDomainSocketFolder,
        @Nullable String apiToken,
        String allowedOrigins,
        int maxBodySize,
        int readBufferSize,
        boolean logCalls) {

    /** The ports and limits of Dapr. */
    public static ApiOptions defaults() {
        return new ApiOptions(List.of("127.0.0.1"), 3500, 50001, null, "", null, null, "", 4 << 20, 4 << 10, false);
    }
}
