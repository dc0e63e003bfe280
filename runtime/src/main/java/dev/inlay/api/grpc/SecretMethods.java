package dev.inlay.api.grpc;

import dev.inlay.secret.SecretClient;
import io.dapr.v1.DaprSecretProtos.GetBulkSecretRequest;
import io.dapr.v1.DaprSecretProtos.GetBulkSecretResponse;
import io.dapr.v1.DaprSecretProtos.GetSecretRequest;
import io.dapr.v1.DaprSecretProtos.GetSecretResponse;
import io.dapr.v1.DaprSecretProtos.SecretResponse;
import reactor.core.publisher.Mono;

/** The methods about secrets. */
record SecretMethods(SecretClient secrets) {

    Mono<GetSecretResponse> get(GetSecretRequest request) {
        return secrets.get(request.getStoreName(), request.getKey(), request.getMetadataMap())
                .map(entries ->
                        GetSecretResponse.newBuilder().putAllData(entries).build());
    }

    Mono<GetBulkSecretResponse> getAll(GetBulkSecretRequest request) {
        return secrets.getAll(request.getStoreName(), request.getMetadataMap()).map(all -> {
            GetBulkSecretResponse.Builder response = GetBulkSecretResponse.newBuilder();
            all.forEach((name, entries) -> response.putData(
                    name, SecretResponse.newBuilder().putAllSecrets(entries).build()));
            return response.build();
        });
    }
}
