package dev.inlay.identity;

import java.util.List;

/**
 * What a program asks sentry for.
 *
 * @param appId who it says it is
 * @param namespace where it says it runs
 * @param trustDomain of which trust domain it wants to be; empty to leave that to sentry, as all but the control plane do
 * @param keys where its keys come from, fresh ones for each request
 * @param jwtAudiences for whom it wants JSON web tokens besides
 */
public record IdentityRequest(
        String appId, String namespace, String trustDomain, KeyPairs keys, List<String> jwtAudiences) {

    public IdentityRequest {
        jwtAudiences = List.copyOf(jwtAudiences);
    }
}
