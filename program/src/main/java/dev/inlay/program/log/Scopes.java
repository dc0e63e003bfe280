package dev.inlay.program.log;

import java.util.List;
import java.util.Map;

/** Which of Dapr's scopes a logger's lines belong to. */
final class Scopes {

    private static final String OWN_PREFIX = "dev.inlay.";
    private static final String DAPR_PREFIX = "dapr.";

    /** By prefix of the logger's name; the first that fits counts. */
    private static final List<Map.Entry<String, String>> BY_PREFIX = List.of(
            Map.entry("dev.inlay.api.http.", "dapr.runtime.http"),
            Map.entry("dev.inlay.api.grpc.", "dapr.runtime.grpc.api"),
            Map.entry("dev.inlay.peer.PeerServer", "dapr.runtime.grpc.internal"),
            Map.entry("dev.inlay.peer.", "dapr.runtime.direct_messaging"),
            Map.entry("dev.inlay.component.ResourceLoader", "dapr.runtime.loader.disk"),
            Map.entry("dev.inlay.component.reload.", "dapr.runtime.hotreload"),
            Map.entry("dev.inlay.app.AppHealth", "dapr.apphealth"),
            Map.entry("dev.inlay.component.redis.", "dapr.contrib"),
            Map.entry("dev.inlay.component.sqlite.", "dapr.contrib"),
            Map.entry("dev.inlay.component.local.", "dapr.contrib"),
            Map.entry("dev.inlay.component.mdns.", "dapr.contrib"),
            Map.entry("dev.inlay.component.kubernetes.", "dapr.contrib"),
            Map.entry("dev.inlay.component.", "dapr.runtime.processor"),
            Map.entry("dev.inlay.identity.", "dapr.runtime.security"),
            Map.entry("dev.inlay.operator.OperatorLink", "dapr.runtime.hotreload"),
            Map.entry("dev.inlay.resiliency.", "dapr.runtime.resiliency"),
            Map.entry("dev.inlay.controlplane.sentry.", "dapr.sentry"),
            Map.entry("dev.inlay.controlplane.operator.", "dapr.operator"),
            Map.entry("dev.inlay.controlplane.injector.", "dapr.injector"),
            Map.entry("dev.inlay.telemetry.", "dapr.runtime.trace"));

    /** Libraries that warn of what our own lines say better, of each try of what is tried again, or of alpha versions. */
    private static final List<String> TALKATIVE = List.of(
            "io.fabric8.kubernetes.client.extended.leaderelection.",
            "io.fabric8.kubernetes.client.dsl.internal.VersionUsageUtils",
            "org.springframework.context.");

    private Scopes() {}

    /** The scope of a logger; a library's logger is a scope of its own. */
    static String of(String logger) {
        if (!isOurs(logger) || logger.startsWith(DAPR_PREFIX)) {
            return logger;
        }
        for (Map.Entry<String, String> scope : BY_PREFIX) {
            if (logger.startsWith(scope.getKey())) {
                return scope.getValue();
            }
        }
        return "dapr.runtime";
    }

    /** Whether a logger is the runtime's; libraries are heard from warnings on only. */
    private static boolean isOurs(String logger) {
        return logger.startsWith(OWN_PREFIX) || logger.startsWith(DAPR_PREFIX);
    }

    /** From which severity on a logger is heard. */
    static Severity least(String logger) {
        if (isOurs(logger)) {
            return Severity.DEBUG;
        }
        return TALKATIVE.stream().anyMatch(logger::startsWith) ? Severity.ERROR : Severity.WARN;
    }
}
