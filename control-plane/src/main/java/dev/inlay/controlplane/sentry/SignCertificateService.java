package dev.inlay.controlplane.sentry;

import com.google.protobuf.ByteString;
import com.google.protobuf.StringValue;
import com.google.protobuf.Timestamp;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.inlay.controlplane.sentry.Validator.RefusedException;
import dev.inlay.identity.Pem;
import dev.inlay.identity.SpiffeId;
import dev.inlay.metrics.ProgramMetrics;
import dev.inlay.protocol.sentry.v1.CAGrpc.CAImplBase;
import dev.inlay.protocol.sentry.v1.SignCertificateRequest;
import dev.inlay.protocol.sentry.v1.SignCertificateRequest.TokenValidator;
import dev.inlay.protocol.sentry.v1.SignCertificateResponse;
import dev.inlay.time.TimeSource;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.StreamObserver;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** {@code dapr.proto.sentry.v1.CA}: certifies programs whom a validator believes. Thread-safe. */
final class SignCertificateService extends CAImplBase {

    private static final Logger LOG = LoggerFactory.getLogger(SentryScopes.SERVER);

    private final CertificateAuthority ca;
    private final Map<TokenValidator, Validator> validators;
    private final TokenValidator standard;
    private final Rules rules;
    private final TimeSource time;
    private final ProgramMetrics.Count received;
    private final ProgramMetrics.Count succeeded;
    private final ProgramMetrics.Count failed;

    /**
     * What is certified.
     *
     * @param hosts which names of hosts a program has
     * @param jwt how its tokens are made out; null if it gets none
     */
    record Rules(
            SentrySettings settings,
            ServiceHosts hosts,
            @Nullable JwtRules jwt) {}

    /**
     * How tokens are made out.
     *
     * @param issuer that they name; empty for none
     */
    record JwtRules(String issuer, java.time.Duration ttl) {}

    /** @param standard the validator of requests that name none; UNKNOWN if there is no such */
    SignCertificateService(
            CertificateAuthority ca,
            Map<TokenValidator, Validator> validators,
            TokenValidator standard,
            Rules rules,
            ProgramMetrics metrics,
            TimeSource time) {
        this.ca = ca;
        this.validators = Map.copyOf(validators);
        this.standard = standard;
        this.rules = rules;
        this.time = time;
        this.received = metrics.counter("dapr_sentry_cert_sign_request_received_total", "The number of CSRs received.");
        this.succeeded = metrics.counter(
                "dapr_sentry_cert_sign_success_total", "The number of certificates issuances that have succeeded.");
        this.failed = metrics.counter(
                "dapr_sentry_cert_sign_failure_total", "The number of errors occurred when signing the CSR.", "reason");
    }

    @Override
    public void signCertificate(SignCertificateRequest request, StreamObserver<SignCertificateResponse> answer) {
        received.increment();
        var unused = Mono.fromCallable(() -> sign(request))
                .subscribeOn(Schedulers.boundedElastic())
                .subscribe(
                        response -> {
                            succeeded.increment();
                            answer.onNext(response);
                            answer.onCompleted();
                        },
                        error -> {
                            failed.increment("sign");
                            answer.onError(error);
                        });
    }

    private SignCertificateResponse sign(SignCertificateRequest request) throws StatusException {
        Validator validator = validator(request.getTokenValidator());
        String trustDomain;
        try {
            trustDomain = validator.trustDomain(request);
        } catch (RefusedException e) {
            LOG.error("Validation failed for {}/{}: {}", request.getNamespace(), request.getId(), e.getMessage());
            throw refusal(Status.PERMISSION_DENIED, String.valueOf(e.getMessage()));
        }
        PublicKey key;
        try {
            key = SigningRequest.keyOf(request.getCertificateSigningRequest().toStringUtf8());
        } catch (IllegalArgumentException e) {
            LOG.debug("The certificate signing request of {} is refused: {}", request.getId(), e.getMessage());
            throw refusal(Status.INVALID_ARGUMENT, String.valueOf(e.getMessage()));
        }
        SpiffeId id = new SpiffeId(trustDomain, request.getNamespace(), request.getId());
        try {
            return response(request, id, key);
        } catch (RuntimeException e) {
            LOG.error("The certificate of {} cannot be signed: {}", id, e.getMessage());
            throw refusal(Status.INTERNAL, "failed to sign certificate");
        }
    }

    private Validator validator(TokenValidator asked) throws StatusException {
        TokenValidator wanted = asked == TokenValidator.UNKNOWN ? standard : asked;
        if (wanted == TokenValidator.UNKNOWN) {
            throw refusal(Status.INVALID_ARGUMENT, "a validator name must be specified in this environment");
        }
        Validator validator = validators.get(wanted);
        if (validator == null) {
            throw refusal(Status.INVALID_ARGUMENT, "the requested validator is not enabled");
        }
        return validator;
    }

    private SignCertificateResponse response(SignCertificateRequest request, SpiffeId id, PublicKey key) {
        Instant now = time.now();
        Certificates.Validity validity = new Certificates.Validity(
                now.minus(rules.settings.clockSkew()), now.plus(rules.settings.workloadTtl()));
        List<X509Certificate> chain = ca.authority().certify(id, key, rules.hosts.of(id), validity);
        SignCertificateResponse.Builder response = SignCertificateResponse.newBuilder()
                .setWorkloadCertificate(ByteString.copyFromUtf8(Pem.of(chain)))
                .addTrustChainCertificates(ByteString.copyFromUtf8(ca.pem()))
                .setValidUntil(Timestamp.newBuilder()
                        .setSeconds(chain.get(0).getNotAfter().toInstant().getEpochSecond()));
        JwtSigner signer = ca.jwt();
        if (signer != null && rules.jwt != null) {
            List<String> audiences = new ArrayList<>(List.of(id.trustDomain()));
            audiences.addAll(request.getJwtAudiencesList());
            response.setJwt(StringValue.of(signer.sign(claims(rules.jwt, id, audiences, now))));
            for (String audience : audiences) {
                response.putPerAudienceJwts(
                        audience, StringValue.of(signer.sign(claims(rules.jwt, id, List.of(audience), now))));
            }
        }
        return response.build();
    }

    private JWTClaimsSet claims(JwtRules jwt, SpiffeId id, List<String> audiences, Instant now) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .subject(id.toString())
                .audience(audiences)
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now.minus(rules.settings.clockSkew())))
                .expirationTime(Date.from(now.plus(jwt.ttl())))
                .claim("use", "sig");
        return (jwt.issuer().isEmpty() ? claims : claims.issuer(jwt.issuer())).build();
    }

    private static StatusException refusal(Status status, String message) {
        return status.withDescription(message).asException();
    }
}
