package dev.inlay.metadata;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a runtime tells about itself: the fields of Dapr's {@code GetMetadata} that exist without actors, workflows and
 * publish/subscribe.
 *
 * @param appId who the application is
 * @param runtimeVersion the runtime's version
 * @param enabledFeatures preview features that are on
 * @param components the components that are loaded
 * @param extended what callers have added, and what the runtime itself says there
 * @param httpEndpoints the names of HTTPEndpoint resources
 * @param resiliencies the names of Resiliency resources
 * @param app how the application is reached; null if there is none
 */
public record RuntimeMetadata(
        String appId,
        String runtimeVersion,
        List<String> enabledFeatures,
        List<LoadedComponent> components,
        Map<String, String> extended,
        List<String> httpEndpoints,
        List<String> resiliencies,
        @Nullable AppConnection app) {

    /**
     * A component that is loaded.
     *
     * @param capabilities in Dapr's words, as {@code ETAG}
     */
    public record LoadedComponent(String name, String type, String version, List<String> capabilities) {}

    /**
     * How the application is reached.
     *
     * @param maxConcurrency how many calls at a time; 0 for any number
     * @param health how its health is asked for; null if it is not
     */
    public record AppConnection(
            int port,
            String protocol,
            String channelAddress,
            int maxConcurrency,
            @Nullable AppHealth health) {}

    /**
     * How the application's health is asked for.
     *
     * @param path the path that is asked; empty where the protocol has none
     * @param threshold how many failures in a row make it unhealthy
     */
    public record AppHealth(String path, Duration interval, Duration timeout, int threshold) {}
}
