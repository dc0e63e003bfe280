package dev.inlay.controlplane.program;

import dev.inlay.identity.KeyPairs;
import dev.inlay.time.TimeSource;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Makes the identities of roles, all of the same sentry: that of this process if it has one, else another. */
public final class RoleIdentities {

    private final @Nullable LocalSentry local;
    private final KeyPairs keys;
    private final Readiness readiness;
    private final ProgramLife life;
    private final ProgramEnvironment environment;
    private final TimeSource time;

    /**
     * @param local the sentry of this process; null if there is none
     * @param keys for requests to another
     */
    public RoleIdentities(
            @Nullable LocalSentry local,
            KeyPairs keys,
            Readiness readiness,
            ProgramLife life,
            ProgramEnvironment environment,
            TimeSource time) {
        this.local = local;
        this.keys = keys;
        this.readiness = readiness;
        this.life = life;
        this.environment = environment;
        this.time = time;
    }

    /**
     * The identity of a role, yet to be started.
     *
     * @param appId who the role is, as {@code dapr-operator}
     * @param scope of the fatal line if it gets no identity
     * @param remote how another sentry is reached; may take its time
     */
    public RoleIdentity of(String appId, String scope, Mono<SentryAccess> remote) {
        return new RoleIdentity(appId, scope, local, remote, keys, readiness, life, environment, time);
    }
}
