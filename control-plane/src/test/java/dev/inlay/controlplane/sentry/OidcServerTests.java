package dev.inlay.controlplane.sentry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.inlay.controlplane.Rehearsal;
import dev.inlay.controlplane.sentry.OidcServer.Settings;
import dev.inlay.error.AddressUnavailableException;
import io.netty.handler.codec.http.HttpMethod;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.LoopResources;

/** Discovery as verifiers of tokens ask for it. */
class OidcServerTests {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String DISCOVERY = "/.well-known/openid-configuration";
    private static final String JWKS = "{\"keys\":[]}";

    private final LoopResources loops = LoopResources.create("oidc-test", 1, 1, true);
    private final List<OidcServer> started = new ArrayList<>();

    private record Answer(int status, String type, String caching, String body) {

        JsonNode json() throws Exception {
            return new ObjectMapper().readTree(body);
        }
    }

    @AfterEach
    void stop() {
        started.forEach(OidcServer::stop);
        loops.dispose();
    }

    private int start(Function<InetSocketAddress, Settings> settings) {
        InetSocketAddress free = new InetSocketAddress("127.0.0.1", Rehearsal.freePort());
        OidcServer server = new OidcServer(settings.apply(free), () -> JWKS, loops);
        started.add(server);
        server.start().block(LIMIT);
        return free.getPort();
    }

    private static Settings plain(InetSocketAddress listen, String prefix, List<String> hosts) {
        return new Settings(listen, "", "", "", "", prefix, hosts, "RS256");
    }

    private static Answer ask(HttpMethod method, int port, String path, Map<String, String> fields) {
        Answer answer = HttpClient.create()
                .headers(headers -> fields.forEach(headers::set))
                .request(method)
                .uri("http://127.0.0.1:" + port + path)
                .responseSingle(
                        (response, body) -> body.asString().defaultIfEmpty("").map(text -> answer(response, text)))
                .block(LIMIT);
        assertThat(answer).isNotNull();
        return answer;
    }

    private static Answer answer(HttpClientResponse response, String body) {
        return new Answer(
                response.status().code(),
                response.responseHeaders().get("Content-Type", ""),
                response.responseHeaders().get("Cache-Control", ""),
                body);
    }

    @Test
    void theKeysAndWhereTheyAreCanBeReadByAnyone() throws Exception {
        int port = start(listen -> plain(listen, "", List.of()));

        Answer keys = ask(HttpMethod.GET, port, "/jwks.json", Map.of());
        assertThat(keys).isEqualTo(new Answer(200, "application/json", "public, max-age=3600", JWKS));

        JsonNode document = ask(HttpMethod.GET, port, DISCOVERY, Map.of("Host", "sentry.example.com:9080"))
                .json();
        assertThat(document.path("issuer").asText()).isEqualTo("http://sentry.example.com:9080");
        assertThat(document.path("jwks_uri").asText()).isEqualTo("http://sentry.example.com:9080/jwks.json");
        assertThat(document.path("id_token_signing_alg_values_supported")
                        .path(0)
                        .asText())
                .isEqualTo("RS256");
        assertThat(document.path("response_types_supported").path(0).asText()).isEqualTo("id_token");
        assertThat(document.path("subject_types_supported").path(0).asText()).isEqualTo("public");
        assertThat(document.path("scopes_supported").path(0).asText()).isEqualTo("openid");
        assertThat(document.path("claims_supported")).hasSize(7);
    }

    @Test
    void issuerAndKeysMayBeElsewhere() throws Exception {
        int port = start(listen -> new Settings(
                listen, "", "", "https://issuer.example.com", "https://keys.example.com/all", "", List.of(), "ES256"));

        JsonNode document = ask(HttpMethod.GET, port, DISCOVERY, Map.of()).json();
        assertThat(document.path("issuer").asText()).isEqualTo("https://issuer.example.com");
        assertThat(document.path("jwks_uri").asText()).isEqualTo("https://keys.example.com/all");
        assertThat(document.path("id_token_signing_alg_values_supported")
                        .path(0)
                        .asText())
                .isEqualTo("ES256");
    }

    @Test
    void aPrefixStandsBeforeBothPaths() throws Exception {
        int port = start(listen -> plain(listen, "/oidc", List.of()));

        assertThat(ask(HttpMethod.GET, port, "/jwks.json", Map.of()).status()).isEqualTo(404);
        assertThat(ask(HttpMethod.GET, port, "/oidc/jwks.json", Map.of()).status())
                .isEqualTo(200);
        assertThat(ask(HttpMethod.GET, port, "/oidc" + DISCOVERY, Map.of("Host", "a"))
                        .json()
                        .path("jwks_uri")
                        .asText())
                .isEqualTo("http://a/oidc/jwks.json");
    }

    @Test
    void onlyAllowedHostsAreAnsweredAndAProxyMayNameThem() throws Exception {
        int port = start(listen -> plain(listen, "", List.of("sentry.example.com")));

        Answer refused = ask(HttpMethod.GET, port, DISCOVERY, Map.of("Host", "other.example.com"));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body()).isEqualTo("Forbidden: unauthorized domain\n");
        assertThat(ask(HttpMethod.GET, port, DISCOVERY, Map.of("Host", "sentry.example.com:443"))
                        .status())
                .isEqualTo(200);
        assertThat(ask(HttpMethod.GET, port, DISCOVERY, Map.of("X-Forwarded-Host", "sentry.example.com"))
                        .json()
                        .path("issuer")
                        .asText())
                .isEqualTo("http://sentry.example.com");
    }

    @Test
    void whereAnyHostIsAllowedNobodyIsBelievedToBeAProxy() throws Exception {
        int port = start(listen -> plain(listen, "", List.of("*")));

        assertThat(ask(HttpMethod.GET, port, DISCOVERY, Map.of("Host", "a", "X-Forwarded-Host", "evil.example.com"))
                        .json()
                        .path("issuer")
                        .asText())
                .isEqualTo("http://a");
    }

    @Test
    void nothingCanBeWritten() throws Exception {
        int port = start(listen -> plain(listen, "", List.of()));
        assertThat(ask(HttpMethod.POST, port, "/jwks.json", Map.of()).status()).isEqualTo(405);
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        int port = start(listen -> plain(listen, "", List.of()));
        OidcServer second =
                new OidcServer(plain(new InetSocketAddress("127.0.0.1", port), "", List.of()), () -> JWKS, loops);
        assertThatThrownBy(() -> second.start().block(LIMIT))
                .isInstanceOf(AddressUnavailableException.class)
                .hasMessageContaining("OpenID Connect")
                .hasMessageContaining("127.0.0.1:" + port);
    }
}
