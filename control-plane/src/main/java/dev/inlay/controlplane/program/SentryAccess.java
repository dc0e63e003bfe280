package dev.inlay.controlplane.program;

import dev.inlay.identity.TrustAnchors;

/**
 * How a role reaches sentry.
 *
 * @param address host and port
 * @param trustDomain of the control plane
 * @param namespace of the control plane
 * @param anchors the roots that vouch for sentry
 */
public record SentryAccess(String address, String trustDomain, String namespace, TrustAnchors anchors) {}
