package dev.inlay.controlplane.sentry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.inlay.controlplane.program.StartFailure;
import dev.inlay.error.AddressUnavailableException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.File;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/** OpenID Connect discovery: the keys of the tokens and where they are, for those who verify them. */
final class OidcServer {

    private static final Logger LOG = LoggerFactory.getLogger("dapr.sentry.oidc");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration STOP = Duration.ofSeconds(1);
    private static final String KEYS = "/jwks.json";
    private static final String DISCOVERY = "/.well-known/openid-configuration";
    private static final int FORBIDDEN = 403;
    private static final int NOT_ALLOWED = 405;
    private static final int NOT_FOUND = 404;

    private final Settings settings;
    private final Supplier<String> jwks;
    private final LoopResources loops;
    private @Nullable DisposableServer open;

    /**
     * What is served and how.
     *
     * @param certificate PEM file; empty without TLS
     * @param key PEM file; empty without TLS
     * @param issuer that tokens name; empty for the host that is asked
     * @param jwksUri where others find the keys; empty for here
     * @param pathPrefix before the paths; empty or begins with a slash
     * @param allowedHosts by which it may be asked; empty for any
     * @param algorithm that tokens are signed with
     */
    record Settings(
            InetSocketAddress listen,
            String certificate,
            String key,
            String issuer,
            String jwksUri,
            String pathPrefix,
            List<String> allowedHosts,
            String algorithm) {

        boolean isTls() {
            return !certificate.isEmpty();
        }
    }

    OidcServer(Settings settings, Supplier<String> jwks, LoopResources loops) {
        this.settings = settings;
        this.jwks = jwks;
        this.loops = loops;
    }

    /** Begins to listen; fails with {@link AddressUnavailableException} if the address is taken. */
    Mono<Void> start() {
        HttpServer server =
                HttpServer.create().runOn(loops).bindAddress(settings::listen).handle(this::answer);
        if (settings.isTls()) {
            SslContext context = context();
            server = server.secure(tls -> tls.sslContext(context));
        }
        return server.bind()
                .doOnNext(bound -> {
                    open = bound;
                    LOG.info("OIDC HTTP server is listening on {}", bound.address());
                })
                .onErrorMap(error -> new AddressUnavailableException(
                        "the port of OpenID Connect discovery",
                        settings.listen.getHostString() + ":" + settings.listen.getPort(),
                        error))
                .then();
    }

    private SslContext context() {
        try {
            return SslContextBuilder.forServer(new File(settings.certificate), new File(settings.key))
                    .build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new StartFailure(
                    SentryScopes.SENTRY,
                    "the certificate " + settings.certificate + " and key " + settings.key
                            + " for OIDC cannot be used: " + e.getMessage() + " (expected: PEM files)",
                    e);
        }
    }

    void stop() {
        if (open != null) {
            open.disposeNow(STOP);
        }
    }

    private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        String path = "/" + request.path();
        String prefix = settings.pathPrefix;
        boolean keys = path.equals(prefix + KEYS);
        if (!keys && !path.equals(prefix + DISCOVERY)) {
            return response.status(NOT_FOUND).sendString(Mono.just("404 page not found\n"));
        }
        String host = host(request);
        if (!isAllowed(host)) {
            LOG.warn("OIDC request refused: host {} is not among the allowed", host);
            return response.status(FORBIDDEN).sendString(Mono.just("Forbidden: unauthorized domain\n"));
        }
        if (!request.method().name().equals("GET")) {
            return response.status(NOT_ALLOWED).sendString(Mono.just("Method not allowed\n"));
        }
        return response.header("Content-Type", "application/json")
                .header("Cache-Control", "public, max-age=3600")
                .sendString(Mono.just(keys ? jwks.get() : discovery(host)));
    }

    private String host(HttpServerRequest request) {
        String forwarded = request.requestHeaders().get("X-Forwarded-Host");
        boolean concrete = !settings.allowedHosts.isEmpty() && !settings.allowedHosts.contains("*");
        if (concrete && forwarded != null && !forwarded.isEmpty()) {
            return forwarded;
        }
        String host = request.requestHeaders().get("Host");
        return host == null ? "" : host;
    }

    private boolean isAllowed(String host) {
        if (settings.allowedHosts.isEmpty() || settings.allowedHosts.contains("*")) {
            return true;
        }
        String name = host.replaceFirst(":\\d+$", "");
        return settings.allowedHosts.contains(host) || settings.allowedHosts.contains(name);
    }

    private String discovery(String host) {
        String here = (settings.isTls() ? "https://" : "http://") + host;
        ObjectNode document = JSON.createObjectNode();
        document.put("issuer", settings.issuer.isEmpty() ? here : settings.issuer);
        document.put("jwks_uri", settings.jwksUri.isEmpty() ? here + settings.pathPrefix + KEYS : settings.jwksUri);
        document.putArray("response_types_supported").add("id_token");
        document.putArray("subject_types_supported").add("public");
        document.putArray("id_token_signing_alg_values_supported").add(settings.algorithm);
        document.putArray("scopes_supported").add("openid");
        var claims = document.putArray("claims_supported");
        List.of("sub", "iss", "aud", "exp", "iat", "nbf", "use").forEach(claims::add);
        return document.toString();
    }
}
