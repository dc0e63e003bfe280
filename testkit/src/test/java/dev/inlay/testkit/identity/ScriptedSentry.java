package dev.inlay.testkit.identity;

import com.google.protobuf.ByteString;
import com.google.protobuf.StringValue;
import dev.inlay.identity.IdentityTls;
import dev.inlay.identity.Pem;
import dev.inlay.identity.SentryClient;
import dev.inlay.identity.SpiffeId;
import dev.inlay.protocol.sentry.v1.CAGrpc.CAImplBase;
import dev.inlay.protocol.sentry.v1.SignCertificateRequest;
import dev.inlay.protocol.sentry.v1.SignCertificateResponse;
import dev.inlay.time.TimeSource;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.jspecify.annotations.Nullable;

/** A sentry that certifies whoever asks, or refuses as told, and notes the requests. */
final class ScriptedSentry extends CAImplBase implements AutoCloseable {

    static final SpiffeId ID = SentryClient.sentryOf("cluster.local", "dapr-system");
    static final Duration VALIDITY = Duration.ofHours(24);

    final List<SignCertificateRequest> requests = new CopyOnWriteArrayList<>();
    volatile TestAuthority authority;
    volatile String anchors;
    volatile @Nullable Status refusal;
    private final TimeSource time;
    private final Server server;

    ScriptedSentry(TestAuthority authority, TimeSource time) {
        this.authority = authority;
        this.anchors = authority.anchorsPem();
        this.time = time;
        TestWorkload self = new TestWorkload(authority.issue(ID), authority.anchors());
        try {
            this.server = NettyServerBuilder.forAddress(
                            new InetSocketAddress("127.0.0.1", 0), new IdentityTls(self, time).openServer())
                    .addService(this)
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String address() {
        return "127.0.0.1:" + server.getPort();
    }

    @Override
    public void signCertificate(SignCertificateRequest request, StreamObserver<SignCertificateResponse> answer) {
        requests.add(request);
        Status refused = refusal;
        if (refused != null) {
            answer.onError(refused.asRuntimeException());
            return;
        }
        X509Certificate certificate = authority.sign(
                new SpiffeId("public", request.getNamespace(), request.getId()),
                keyOf(request.getCertificateSigningRequest().toStringUtf8()),
                time.now().plus(VALIDITY));
        SignCertificateResponse.Builder response = SignCertificateResponse.newBuilder()
                .setWorkloadCertificate(ByteString.copyFromUtf8(Pem.of(List.of(certificate, authority.issuer()))))
                .addTrustChainCertificates(ByteString.copyFromUtf8(anchors));
        request.getJwtAudiencesList()
                .forEach(audience -> response.putPerAudienceJwts(audience, StringValue.of("token for " + audience)));
        answer.onNext(response.build());
        answer.onCompleted();
    }

    static PublicKey keyOf(String pem) {
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            return new JcaPKCS10CertificationRequest((PKCS10CertificationRequest) parser.readObject()).getPublicKey();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
