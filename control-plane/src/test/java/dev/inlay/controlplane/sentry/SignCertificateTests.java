package dev.inlay.controlplane.sentry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.inlay.controlplane.sentry.RootRotation.Times;
import dev.inlay.identity.KeyKind;
import dev.inlay.identity.Pem;
import dev.inlay.identity.SpiffeId;
import dev.inlay.metrics.ProgramMetrics;
import dev.inlay.protocol.sentry.v1.SignCertificateRequest;
import dev.inlay.protocol.sentry.v1.SignCertificateRequest.TokenValidator;
import dev.inlay.protocol.sentry.v1.SignCertificateResponse;
import dev.inlay.time.TimeSource;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SignCertificateTests {

    private static final SpiffeId SENTRY = new SpiffeId("cluster.local", "dapr-system", "dapr-sentry");
    private static final SentrySettings SETTINGS =
            new SentrySettings(Duration.ofHours(24), Duration.ofMinutes(15), List.of());

    private final TimeSource time = TimeSource.system();
    private final MemoryStore store = new MemoryStore();
    private final ProgramMetrics metrics = new ProgramMetrics();
    private final CertificateAuthority ca = new CertificateAuthority(
            store,
            new RootRotation(
                    "cluster.local",
                    SENTRY,
                    Times.of(Duration.ofDays(365), SETTINGS.workloadTtl(), SETTINGS.clockSkew())),
            null,
            metrics,
            time);
    private final KeyPair keys = KeyKind.ED25519.generate();

    @BeforeEach
    void open() {
        ca.open();
    }

    private SignCertificateResponse asked(
            Map<TokenValidator, Validator> validators, TokenValidator standard, SignCertificateRequest request) {
        SignCertificateService service = new SignCertificateService(
                ca,
                validators,
                standard,
                new SignCertificateService.Rules(SETTINGS, new ServiceHosts("dapr-system", "cluster.local"), null),
                new ProgramMetrics(),
                time);
        CompletableFuture<SignCertificateResponse> answer = new CompletableFuture<>();
        service.signCertificate(request, new StreamObserver<>() {
            @Override
            public void onNext(SignCertificateResponse response) {
                answer.complete(response);
            }

            @Override
            public void onError(Throwable error) {
                answer.completeExceptionally(error);
            }

            @Override
            public void onCompleted() {}
        });
        return answer.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private SignCertificateResponse asked(SignCertificateRequest request) {
        return asked(Map.of(TokenValidator.INSECURE, new InsecureValidator()), TokenValidator.INSECURE, request);
    }

    private SignCertificateRequest.Builder request(String id, String namespace) {
        return SignCertificateRequest.newBuilder()
                .setId(id)
                .setNamespace(namespace)
                .setCertificateSigningRequest(ByteString.copyFromUtf8(signingRequest("CERTIFICATE REQUEST")));
    }

    private String signingRequest(String type) {
        try {
            return Pem.block(
                    type,
                    new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=whatever"), keys.getPublic())
                            .build(new JcaContentSignerBuilder("Ed25519").build(keys.getPrivate()))
                            .getEncoded());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void refused(ThrowingCallable call, Status.Code code, String message) {
        assertThatThrownBy(call).isInstanceOf(CompletionException.class).satisfies(error -> {
            Status status = Status.fromThrowable(error);
            assertThat(status.getCode()).isEqualTo(code);
            assertThat(status.getDescription()).isEqualTo(message);
        });
    }

    @Test
    void aCertificateHasDaprsForm() throws Exception {
        SignCertificateResponse response = asked(request("shop", "default").build());

        List<X509Certificate> chain =
                Pem.certificates(response.getWorkloadCertificate().toStringUtf8());
        X509Certificate own = chain.get(0);
        assertThat(own.getPublicKey()).isEqualTo(keys.getPublic());
        assertThat(own.getSubjectX500Principal().getName()).isEmpty();
        assertThat(own.getSubjectAlternativeNames()).containsExactly(List.of(6, "spiffe://public/ns/default/shop"));
        assertThat(own.getKeyUsage()).containsExactly(true, false, false, false, false, false, false, false, false);
        assertThat(own.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        assertThat(own.getBasicConstraints()).isEqualTo(-1);
        assertThat(own.getExtensionValue("2.5.29.19")).isNull();
        assertThat(Duration.between(
                        own.getNotBefore().toInstant(), own.getNotAfter().toInstant()))
                .isEqualTo(Duration.ofHours(24).plusMinutes(15));
        assertThat(Instant.ofEpochSecond(response.getValidUntil().getSeconds()))
                .isEqualTo(own.getNotAfter().toInstant());
        assertThat(chain).hasSize(2);
        assertThat(chain.get(1).getSubjectX500Principal().getName())
                .isEqualTo("O=spiffe://cluster.local/ns/dapr-system/dapr-sentry");
        chain.get(1).verify(ca.certificates().get(0).getPublicKey());
        assertThat(response.getTrustChainCertificatesList())
                .extracting(ByteString::toStringUtf8)
                .containsExactly(ca.pem());
    }

    @Test
    void theTrustDomainIsTheOneAskedFor() throws Exception {
        SignCertificateResponse response = asked(
                request("shop", "default").setTrustDomain("company.example").build());

        assertThat(Pem.certificates(response.getWorkloadCertificate().toStringUtf8())
                        .get(0)
                        .getSubjectAlternativeNames())
                .containsExactly(List.of(6, "spiffe://company.example/ns/default/shop"));
    }

    @Test
    void servicesOfTheControlPlaneHaveTheNamesOfTheirHosts() throws Exception {
        SignCertificateResponse webhook =
                asked(request("dapr-injector", "dapr-system").build());
        SignCertificateResponse elsewhere =
                asked(request("dapr-injector", "default").build());

        assertThat(Pem.certificates(webhook.getWorkloadCertificate().toStringUtf8())
                        .get(0)
                        .getSubjectAlternativeNames())
                .containsExactly(
                        List.of(2, "dapr-sidecar-injector.dapr-system.svc"),
                        List.of(6, "spiffe://public/ns/dapr-system/dapr-injector"));
        assertThat(Pem.certificates(elsewhere.getWorkloadCertificate().toStringUtf8())
                        .get(0)
                        .getSubjectAlternativeNames())
                .hasSize(1);
    }

    @Test
    void whatIsMissingIsSaidAllAtOnce() {
        refused(
                () -> asked(SignCertificateRequest.getDefaultInstance()),
                Status.Code.PERMISSION_DENIED,
                "invalid request: parameter app-id cannot be empty\nCSR is required\nnamespace is required");
        refused(
                () -> asked(request("a.b", "default").build()),
                Status.Code.PERMISSION_DENIED,
                "invalid request: parameter app-id cannot contain dots");
        refused(
                () -> asked(request("a".repeat(65), "default").build()),
                Status.Code.PERMISSION_DENIED,
                "invalid request: app ID must be 64 characters or less");
    }

    @Test
    void aValidatorMustBeThereAndNamedWhereNoneIsStandard() {
        refused(
                () -> asked(request("shop", "default")
                        .setTokenValidator(TokenValidator.KUBERNETES)
                        .build()),
                Status.Code.INVALID_ARGUMENT,
                "the requested validator is not enabled");
        refused(
                () -> asked(
                        Map.of(TokenValidator.JWKS, new InsecureValidator()),
                        TokenValidator.UNKNOWN,
                        request("shop", "default").build()),
                Status.Code.INVALID_ARGUMENT,
                "a validator name must be specified in this environment");
    }

    @Test
    void aSigningRequestMustBeOne() {
        refused(
                () -> asked(request("shop", "default")
                        .setCertificateSigningRequest(ByteString.copyFromUtf8("nothing"))
                        .build()),
                Status.Code.INVALID_ARGUMENT,
                "invalid certificate signing request");
        String other = signingRequest("PRIVATE KEY");
        refused(
                () -> asked(request("shop", "default")
                        .setCertificateSigningRequest(ByteString.copyFromUtf8(other))
                        .build()),
                Status.Code.INVALID_ARGUMENT,
                "invalid certificate signing request");
        byte[] forged = Base64.getMimeDecoder()
                .decode(signingRequest("X").replaceAll("-----[^-]+-----", "").replace("\n", ""));
        forged[forged.length - 1] ^= 1;
        refused(
                () -> asked(request("shop", "default")
                        .setCertificateSigningRequest(ByteString.copyFrom(
                                Pem.block("CERTIFICATE REQUEST", forged).getBytes(StandardCharsets.US_ASCII)))
                        .build()),
                Status.Code.INVALID_ARGUMENT,
                "invalid signature");
    }
}
