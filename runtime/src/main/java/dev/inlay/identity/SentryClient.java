package dev.inlay.identity;

import com.google.protobuf.ByteString;
import com.google.protobuf.StringValue;
import dev.inlay.identity.SentryTokens.Token;
import dev.inlay.protocol.sentry.v1.CAGrpc;
import dev.inlay.protocol.sentry.v1.SignCertificateRequest;
import dev.inlay.protocol.sentry.v1.SignCertificateResponse;
import dev.inlay.time.TimeSource;
import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * Asks sentry for certificates, as Dapr's programs do: with fresh keys and an empty request, since sentry says whom the
 * certificate is for; without a certificate of our own; five tries of three seconds. Sentry must prove to be {@code
 * dapr-sentry} in the namespace and trust domain of the control plane.
 *
 * <p>Thread-safe and non-blocking.
 */
public final class SentryClient {

    private static final int TRIES = 5;
    private static final Duration TRY = Duration.ofSeconds(3);
    /** With doubling up to {@link #TRY}, a sentry that refuses connections has seven seconds to start. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(600);

    private static final Set<Status.Code> PASSING =
            Set.of(Status.Code.UNAVAILABLE, Status.Code.RESOURCE_EXHAUSTED, Status.Code.DEADLINE_EXCEEDED);

    private final String address;
    private final SpiffeId sentry;
    private final ChannelCredentials credentials;
    private final SentryTokens tokens;
    private final TimeSource time;

    /**
     * @param address host and port
     * @param sentry who it must prove to be; see {@link #sentryOf}
     * @param anchors the roots that must vouch for it
     */
    public SentryClient(String address, SpiffeId sentry, TrustAnchors anchors, SentryTokens tokens, TimeSource time) {
        this.address = address;
        this.sentry = sentry;
        this.credentials = IdentityTls.anonymousClient(anchors, Peers.exactly(sentry), time);
        this.tokens = tokens;
        this.time = time;
    }

    /** Who sentry is, in a control plane. */
    public static SpiffeId sentryOf(String trustDomain, String namespace) {
        return new SpiffeId(trustDomain, namespace, "dapr-sentry");
    }

    /** Asks once, with its tries; fails with {@link IdentityUnavailableException}. */
    public Mono<IssuedIdentity> request(IdentityRequest wanted) {
        return Mono.using(
                        () -> NettyChannelBuilder.forTarget("dns:///" + address, credentials)
                                .disableRetry()
                                .build(),
                        channel -> tried(channel, wanted),
                        ManagedChannel::shutdownNow)
                .onErrorMap(error -> !(error instanceof IdentityUnavailableException), this::unavailable);
    }

    private Mono<IssuedIdentity> tried(ManagedChannel channel, IdentityRequest wanted) {
        return Mono.fromCallable(wanted.keys()::next)
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(keys -> tried(channel, wanted, keys));
    }

    private Mono<IssuedIdentity> tried(ManagedChannel channel, IdentityRequest wanted, KeyPair keys) {
        return Mono.fromCallable(() -> message(wanted, keys))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(message -> call(channel, message).timeout(TRY, time.scheduler()))
                .publishOn(Schedulers.boundedElastic())
                .map(response -> read(response, keys))
                .retryWhen(Retry.backoff(TRIES - 1, FIRST_PAUSE)
                        .maxBackoff(TRY)
                        .scheduler(time.scheduler())
                        .filter(SentryClient::mayPass)
                        .doBeforeRetry(last -> channel.resetConnectBackoff())
                        .onRetryExhaustedThrow((spec, last) -> last.failure()));
    }

    private static boolean mayPass(Throwable error) {
        return error instanceof TimeoutException
                || error instanceof StatusRuntimeException refused
                        && PASSING.contains(refused.getStatus().getCode());
    }

    private SignCertificateRequest message(IdentityRequest wanted, KeyPair keys) throws IOException {
        Token token = tokens.read();
        return SignCertificateRequest.newBuilder()
                .setId(wanted.appId())
                .setNamespace(wanted.namespace())
                .setTrustDomain(wanted.trustDomain())
                .setToken(token.text())
                .setTokenValidator(token.validator())
                .setCertificateSigningRequest(
                        ByteString.copyFrom(signingRequest(keys, wanted.keys().kind())))
                .addAllJwtAudiences(wanted.jwtAudiences())
                .build();
    }

    private static byte[] signingRequest(KeyPair keys, KeyKind kind) throws IOException {
        try {
            byte[] request = new JcaPKCS10CertificationRequestBuilder(new X500Name(""), keys.getPublic())
                    .build(new JcaContentSignerBuilder(kind.signature()).build(keys.getPrivate()))
                    .getEncoded();
            return Pem.block("CERTIFICATE REQUEST", request).getBytes(StandardCharsets.US_ASCII);
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("this JVM cannot sign by " + kind.signature(), e);
        }
    }

    private static Mono<SignCertificateResponse> call(ManagedChannel channel, SignCertificateRequest message) {
        return Mono.create(sink -> CAGrpc.newStub(channel).signCertificate(message, new StreamObserver<>() {
            @Override
            public void onNext(SignCertificateResponse response) {
                sink.success(response);
            }

            @Override
            public void onError(Throwable error) {
                sink.error(error);
            }

            @Override
            public void onCompleted() {
                sink.success();
            }
        }));
    }

    private static IssuedIdentity read(SignCertificateResponse response, KeyPair keys) {
        List<X509Certificate> chain =
                Pem.certificates(response.getWorkloadCertificate().toStringUtf8());
        SpiffeId id = chain.isEmpty() ? null : PeerIdentity.of(chain.get(0));
        if (id == null || !chain.get(0).getPublicKey().equals(keys.getPublic())) {
            throw new IllegalStateException("its answer holds no certificate for the keys of the request that names an"
                    + " identity (expected: the sentry of Inlay or Dapr)");
        }
        String anchors = response.getTrustChainCertificatesList().stream()
                .map(ByteString::toStringUtf8)
                .collect(Collectors.joining("\n"));
        Map<String, String> tokens = new HashMap<>();
        response.getPerAudienceJwtsMap().forEach((audience, token) -> tokens.put(audience, token.getValue()));
        StringValue jwt = response.hasJwt() ? response.getJwt() : StringValue.getDefaultInstance();
        boolean any = !jwt.getValue().isEmpty();
        return new IssuedIdentity(
                new Svid(id, keys.getPrivate(), chain),
                anchors,
                any ? jwt.getValue() : null,
                tokens,
                any ? JwtExpiry.of(jwt.getValue()) : null);
    }

    private IdentityUnavailableException unavailable(Throwable error) {
        String reason;
        if (error instanceof StatusRuntimeException refused) {
            reason = reasonOf(refused);
        } else if (error instanceof TimeoutException) {
            reason = "no answer within " + TRY.toSeconds() + " s";
        } else if (error instanceof UncheckedIOException unreadable) {
            return new IdentityUnavailableException(String.valueOf(unreadable.getMessage()), false, error);
        } else {
            reason = String.valueOf(error.getMessage());
        }
        return new IdentityUnavailableException(
                "sentry at " + address + " has issued no certificate: " + reason + " (expected: '" + sentry
                        + "' at this address, signed by a root among the trust anchors given, and a program that it"
                        + " may certify; see the log of sentry)",
                mayPass(error),
                error);
    }

    /** What TLS or the network has said, if it was that; gRPC alone calls it "io exception". */
    private static String reasonOf(StatusRuntimeException refused) {
        Throwable said = refused;
        while (said.getCause() != null && !(said instanceof SSLException)) {
            said = said.getCause();
        }
        String status = refused.getStatus().getCode()
                + (refused.getStatus().getDescription() == null
                        ? ""
                        : ": "
                                + refused.getStatus()
                                        .getDescription()
                                        .lines()
                                        .findFirst()
                                        .orElse(""));
        return said == refused || said.getMessage() == null ? status : status + ": " + said.getMessage();
    }
}
