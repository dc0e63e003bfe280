package dev.inlay.invoke;

import dev.inlay.app.AppChannel;
import dev.inlay.app.HttpAppChannel;
import dev.inlay.component.Fault;
import dev.inlay.component.InvalidManifestException;
import dev.inlay.component.ManifestFields;
import dev.inlay.component.Resource;
import dev.inlay.component.ResourceValues;
import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import dev.inlay.error.Reason;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import io.netty.channel.ChannelOption;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/**
 * The services outside that can be called in the place of an application: by the name of an HTTPEndpoint, or by a URL.
 * Bodies stream both ways, redirects are the caller's to follow. A header field of an endpoint's manifest takes the place
 * of the caller's. Unlike Dapr, a URL that a caller makes up is never sent the application's own API token.
 *
 * <p>Thread-safe.
 */
public final class HttpEndpoints {

    private static final Logger LOG = LoggerFactory.getLogger(HttpEndpoints.class);

    /** Dapr's limit for dialling and for the TLS handshake. */
    static final Duration CONNECT_LIMIT = Duration.ofSeconds(15);

    /** Below the keep-alive timeout of the usual servers, so that a connection is not taken while its server closes it. */
    private static final Duration MAX_IDLE = Duration.ofSeconds(15);

    private static final Pattern ALERT = Pattern.compile("[Rr]eceived fatal alert: ([a-z_]+)");

    private static final int MAX_CONNECTIONS = 1024;

    private final ConnectionProvider connections = ConnectionProvider.builder("inlay-endpoints")
            .maxConnections(MAX_CONNECTIONS)
            .pendingAcquireMaxCount(-1)
            .maxIdleTime(MAX_IDLE)
            .lifo()
            .build();
    private final UnaryOperator<AppChannel> pipeline;
    private final HttpClient client;
    private final Mono<HttpClient> forUrls;
    private volatile Map<String, AppChannel> byName = Map.of();

    private HttpEndpoints(UnaryOperator<AppChannel> pipeline) {
        this.pipeline = pipeline;
        this.client = HttpClient.create(connections)
                .followRedirect(false)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT_LIMIT.toMillis());
        this.forUrls = Mono.fromSupplier(() -> EndpointTls.DEFAULT.apply(client))
                .subscribeOn(Schedulers.boundedElastic())
                .cache();
    }

    /**
     * The endpoints among these resources.
     *
     * @param values finds the values of headers and TLS material
     * @param pipeline what stands before every call, as the {@code appHttpPipeline} of a Configuration
     * @param faults what is wrong is added here
     */
    public static HttpEndpoints of(
            List<Resource> resources, ResourceValues values, UnaryOperator<AppChannel> pipeline, List<Fault> faults) {
        HttpEndpoints endpoints = new HttpEndpoints(pipeline);
        endpoints.byName = endpoints.channels(resources, values, faults);
        return endpoints;
    }

    /**
     * Takes the endpoints among other resources in the place of its own. Calls under way end as they began.
     *
     * @throws InvalidManifestException with all that is wrong; then everything stays as it was
     */
    public void replaceBy(List<Resource> resources, ResourceValues values) {
        List<Fault> faults = new ArrayList<>();
        Map<String, AppChannel> next = channels(resources, values, faults);
        if (!faults.isEmpty()) {
            throw new InvalidManifestException(faults);
        }
        byName = next;
    }

    private Map<String, AppChannel> channels(List<Resource> resources, ResourceValues values, List<Fault> faults) {
        Map<String, AppChannel> channels = new LinkedHashMap<>();
        resources.stream()
                .filter(resource -> resource.kind().equals(HttpEndpointManifest.KIND))
                .forEach(resource -> {
                    HttpEndpointManifest manifest = read(resource, values, faults);
                    HttpEndpoint endpoint = new HttpEndpoint(manifest, values, client);
                    channels.put(manifest.name(), pipeline.apply(endpoint::invoke));
                    LOG.info("Found http endpoint: {}", manifest.name());
                });
        return channels;
    }

    /** No endpoints by name. Calls of URLs work. */
    public static HttpEndpoints none() {
        return new HttpEndpoints(UnaryOperator.identity());
    }

    private static HttpEndpointManifest read(Resource resource, ResourceValues values, List<Fault> faults) {
        ManifestFields body = ManifestFields.of(resource.source(), resource.body(), faults);
        HttpEndpointManifest manifest = HttpEndpointManifest.read(resource, body);
        values.check(manifest.values(), manifest.secretStore(), body);
        EndpointTls.check(manifest.tls(), body.child("spec").child("clientTLS"));
        return manifest;
    }

    /** The names of the endpoints, in the order of their manifests. */
    public List<String> names() {
        return List.copyOf(byName.keySet());
    }

    /** The way to a target that is an endpoint's name or a URL; null if it is neither. */
    @Nullable AppChannel find(String target) {
        AppChannel named = byName.get(target);
        if (named != null) {
            return named;
        }
        String lower = target.toLowerCase(Locale.ROOT);
        if (!lower.startsWith("http://") && !lower.startsWith("https://")) {
            return null;
        }
        URI url = HttpEndpointManifest.parse(target);
        if (url == null) {
            throw InlayException.of(
                    ErrorCode.DIRECT_INVOKE, target, "invalid URL (expected: http or https, host and path)");
        }
        return pipeline.apply(request -> forUrls.flatMap(ready -> send(ready, url, request)));
    }

    /** Sends a request to where a URL begins; its own path and query follow. */
    static Mono<InvokeResponse> send(HttpClient client, URI baseUrl, InvokeRequest request) {
        String path = baseUrl.getRawPath().isEmpty() ? "" : baseUrl.getRawPath().substring(1) + "/";
        InvokeRequest full = request.withMethod(path + request.method());
        String url = baseUrl.getScheme() + "://" + baseUrl.getRawAuthority() + full.pathAndQuery();
        return HttpAppChannel.exchange(client, baseUrl, full)
                .onErrorMap(error -> new InlayException(
                        ErrorCode.DIRECT_INVOKE,
                        ErrorCode.DIRECT_INVOKE.text(
                                request.appId(), request.verb() + " \"" + url + "\": " + reason(error)),
                        error));
    }

    /** What the other side does not like about our end of TLS is told in Dapr's words. */
    private static String reason(Throwable error) {
        String reason = Reason.of(error);
        Matcher alert = ALERT.matcher(reason);
        return alert.find() ? "remote error: tls: " + alert.group(1).replace('_', ' ') : reason;
    }

    /** Closes the connections; calls under way may finish. */
    public Mono<Void> close() {
        return connections.disposeLater();
    }
}
