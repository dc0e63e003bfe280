package dev.inlay.testkit.controlplane;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.inlay.identity.Pem;
import dev.inlay.identity.SpiffeId;
import dev.inlay.protocol.sentry.v1.CAGrpc;
import dev.inlay.protocol.sentry.v1.SignCertificateRequest;
import dev.inlay.protocol.sentry.v1.SignCertificateResponse;
import dev.inlay.testkit.identity.TestAuthority;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/** Certifies whoever asks, in the trust domain {@code public}, for an hour. */
final class FakeSentry extends CAGrpc.CAImplBase {

    private final TestAuthority authority;
    private final Instant validUntil;
    private final AtomicInteger issued = new AtomicInteger();

    FakeSentry(TestAuthority authority, Instant now) {
        this.authority = authority;
        this.validUntil = now.plus(Duration.ofHours(1));
    }

    int issued() {
        return issued.get();
    }

    @Override
    public void signCertificate(SignCertificateRequest request, StreamObserver<SignCertificateResponse> answers) {
        try {
            SpiffeId id = new SpiffeId("public", request.getNamespace(), request.getId());
            X509Certificate leaf = authority.sign(id, keyOf(request), validUntil);
            issued.incrementAndGet();
            answers.onNext(SignCertificateResponse.newBuilder()
                    .setWorkloadCertificate(ByteString.copyFromUtf8(Pem.of(List.of(leaf, authority.issuer()))))
                    .addTrustChainCertificates(ByteString.copyFromUtf8(authority.anchorsPem()))
                    .setValidUntil(Timestamp.newBuilder().setSeconds(validUntil.getEpochSecond()))
                    .build());
            answers.onCompleted();
        } catch (IOException | GeneralSecurityException e) {
            answers.onError(Status.INVALID_ARGUMENT.withCause(e).asException());
        }
    }

    private static PublicKey keyOf(SignCertificateRequest request) throws IOException, GeneralSecurityException {
        String pem = request.getCertificateSigningRequest().toStringUtf8();
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            return new JcaPKCS10CertificationRequest((PKCS10CertificationRequest) parser.readObject()).getPublicKey();
        }
    }
}
