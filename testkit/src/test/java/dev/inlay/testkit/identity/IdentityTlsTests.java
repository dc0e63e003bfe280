package dev.inlay.testkit.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inlay.identity.IdentityTls;
import dev.inlay.identity.KeyKind;
import dev.inlay.identity.Peers;
import dev.inlay.identity.SpiffeId;
import dev.inlay.identity.Svid;
import dev.inlay.identity.TrustAnchors;
import dev.inlay.time.TimeSource;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;

class IdentityTlsTests {

    private static final SpiffeId SHOP = new SpiffeId("public", "default", "shop");
    private static final SpiffeId STOCK = new SpiffeId("public", "default", "stock");

    private final TimeSource time = TimeSource.system();
    private final Instant from = time.now().minusSeconds(60);
    private final TestAuthority authority = TestAuthority.create("public", from);
    private final TestWorkload shop = new TestWorkload(authority.issue(SHOP), authority.anchors());
    private final TestWorkload stock = new TestWorkload(authority.issue(STOCK), authority.anchors());
    private final IdentityTls shopTls = new IdentityTls(shop, time);
    private final HealthPort port = new HealthPort();

    @AfterEach
    void close() {
        port.close();
    }

    @Test
    void eachSideSeesWhoTheOtherOneIs() {
        port.open(new IdentityTls(stock, time).server(Peers.any()));

        assertThat(port.callWith(shopTls.client(Peers.exactly(STOCK)))).isEqualTo(SHOP);
    }

    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void keysAndAuthoritiesOfEveryKindWork(KeyKind kind) {
        TestAuthority other = TestAuthority.create("public", kind, from);
        TestWorkload server = new TestWorkload(other.issue(STOCK, kind, Duration.ofDays(1)), other.anchors());
        TestWorkload client = new TestWorkload(other.issue(SHOP, kind, Duration.ofDays(1)), other.anchors());
        port.open(new IdentityTls(server, time).server(Peers.any()));

        assertThat(port.callWith(new IdentityTls(client, time).client(Peers.app("default", "stock"))))
                .isEqualTo(SHOP);
    }

    @Test
    void aServerWithAnotherIdentityIsRefused() {
        port.open(new IdentityTls(stock, time).server(Peers.any()));
        SpiffeId wanted = new SpiffeId("public", "default", "payments");

        assertThatThrownBy(() -> port.callWith(shopTls.client(Peers.exactly(wanted))))
                .rootCause()
                .hasMessage("'" + STOCK + "' is not whom this connection is for (expected: '" + wanted + "')");
    }

    @Test
    void aClientThatIsNotWantedIsRefused() {
        port.open(new IdentityTls(stock, time).server(Peers.app("other", "shop")));

        assertThatThrownBy(() -> port.callWith(shopTls.client(Peers.exactly(STOCK))))
                .hasMessageContaining("UNAVAILABLE");
    }

    @Test
    void aClientWithoutACertificateIsRefusedUnlessTheServerAsksForNone() {
        port.open(new IdentityTls(stock, time).server(Peers.any()));
        assertThatThrownBy(() ->
                        port.callWith(IdentityTls.anonymousClient(authority.anchors(), Peers.exactly(STOCK), time)))
                .hasMessageContaining("UNAVAILABLE");
        port.close();

        port.open(new IdentityTls(stock, time).openServer());
        assertThat(port.callWith(IdentityTls.anonymousClient(authority.anchors(), Peers.exactly(STOCK), time)))
                .isNull();
    }

    @Test
    void anAuthorityThatIsNotTrustedIsRefused() {
        TestAuthority stranger = TestAuthority.create("public", from);
        port.open(new IdentityTls(new TestWorkload(stranger.issue(STOCK), authority.anchors()), time).openServer());

        assertThatThrownBy(() -> port.callWith(shopTls.client(Peers.any())))
                .hasStackTraceContaining("the certificate of " + STOCK + " leads to none of the 1 trusted roots");
    }

    @Test
    void anExpiredCertificateIsRefusedAndSaysSo() {
        port.open(new IdentityTls(
                        new TestWorkload(
                                authority.issue(STOCK, KeyKind.ED25519, Duration.ofSeconds(30)), authority.anchors()),
                        time)
                .openServer());

        assertThatThrownBy(() -> port.callWith(shopTls.client(Peers.any())))
                .hasStackTraceContaining("the certificate of " + STOCK + " has expired at ");
    }

    @Test
    void anAuthorityIsNoProgram() {
        TestWorkload issuer = new TestWorkload(
                new Svid(STOCK, authority.issuerKey(), List.of(authority.issuer())), authority.anchors());
        port.open(new IdentityTls(issuer, time).openServer());

        assertThatThrownBy(() -> port.callWith(shopTls.client(Peers.any())))
                .hasStackTraceContaining("is one of an authority (expected: one of a program)");
    }

    @Test
    void aRenewedCertificateAndNewRootsCountFromTheNextConnectionOn() {
        TestAuthority next = TestAuthority.create("public", from);
        port.open(new IdentityTls(stock, time).server(Peers.any()));
        assertThat(port.callWith(shopTls.client(Peers.exactly(STOCK)))).isEqualTo(SHOP);

        stock.trust(next.anchors());
        assertThatThrownBy(() -> port.callWith(shopTls.client(Peers.exactly(STOCK))))
                .hasMessageContaining("UNAVAILABLE");

        shop.renew(next.issue(SHOP));
        assertThat(port.callWith(shopTls.client(Peers.exactly(STOCK)))).isEqualTo(SHOP);
    }

    @Test
    void whoKnowsOnlyTheOldRootTrustsACertificateUnderTheNewOneThatTheOldOneVouchesFor() {
        TestAuthority next = TestAuthority.create("public", from);
        Svid plain = next.issue(STOCK);
        stock.renew(
                new Svid(STOCK, plain.key(), List.of(plain.certificate(), next.issuer(), authority.vouchFor(next))));
        port.open(new IdentityTls(stock, time).server(Peers.any()));

        assertThat(port.callWith(shopTls.client(Peers.exactly(STOCK)))).isEqualTo(SHOP);
        shop.trust(next.anchors());
        assertThat(port.callWith(shopTls.client(Peers.exactly(STOCK)))).isEqualTo(SHOP);
    }

    @Test
    void anHttpsServerShowsTheCertificateThatIsInForce() {
        TrustAnchors anchors = authority.anchors();
        TestWorkload webhook =
                new TestWorkload(authority.issue(STOCK, KeyKind.RSA, Duration.ofDays(1), "127.0.0.1"), anchors);
        DisposableServer server = HttpServer.create()
                .bindAddress(() -> new InetSocketAddress("127.0.0.1", 0))
                .secure(tls -> tls.sslContext(new IdentityTls(webhook, time).httpsServer()))
                .handle((request, response) -> response.sendString(Mono.just("here")))
                .bindNow();
        try {
            String answer = HttpClient.create()
                    .secure(tls -> tls.sslContext(Http11SslContextSpec.forClient()
                            .configure(context ->
                                    context.trustManager(anchors.certificates().get(0)))))
                    .get()
                    .uri("https://127.0.0.1:" + server.port() + "/")
                    .responseContent()
                    .aggregate()
                    .asString()
                    .block(Duration.ofSeconds(20));
            assertThat(answer).isEqualTo("here");
        } finally {
            server.disposeNow();
        }
    }
}
