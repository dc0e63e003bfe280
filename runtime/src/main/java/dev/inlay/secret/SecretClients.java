package dev.inlay.secret;

import dev.inlay.component.ComponentLookup;
import dev.inlay.resiliency.ResiliencyPolicies;
import dev.inlay.telemetry.Telemetry;

/** Makes the clients of the secrets building block. */
public final class SecretClients {

    private SecretClients() {}

    /**
     * A client of the secret stores among these components.
     *
     * @param scopes which secrets the application may read
     */
    public static SecretClient of(
            ComponentLookup components, SecretScopes scopes, ResiliencyPolicies policies, Telemetry telemetry) {
        return new DefaultSecretClient(components, scopes, policies, telemetry);
    }
}
