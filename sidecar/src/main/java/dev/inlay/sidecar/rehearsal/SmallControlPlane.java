package dev.inlay.sidecar.rehearsal;

import com.google.protobuf.ByteString;
import dev.inlay.identity.IdentityTls;
import dev.inlay.identity.Peers;
import dev.inlay.identity.Pem;
import dev.inlay.identity.SpiffeId;
import dev.inlay.protocol.operator.v1.ListComponentResponse;
import dev.inlay.protocol.operator.v1.ListComponentsRequest;
import dev.inlay.protocol.operator.v1.OperatorGrpc;
import dev.inlay.protocol.sentry.v1.CAGrpc;
import dev.inlay.protocol.sentry.v1.SignCertificateRequest;
import dev.inlay.protocol.sentry.v1.SignCertificateResponse;
import dev.inlay.time.TimeSource;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.List;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/** Sentry and operator as far as a rehearsal needs them, on free ports of the loopback interface. */
public final class SmallControlPlane implements AutoCloseable {

    public static final String TRUST_DOMAIN = "rehearsal";
    public static final String NAMESPACE = "default";

    private final SmallAuthority authority;
    private final Server sentry;
    private final Server operator;

    public SmallControlPlane(TimeSource time) throws IOException {
        this.authority = new SmallAuthority(time);
        this.sentry = open(tls("dapr-sentry", time).openServer(), new Sentry(authority));
        this.operator = open(tls("dapr-operator", time).server(Peers.any()), new OneComponent());
    }

    private IdentityTls tls(String program, TimeSource time) {
        return new IdentityTls(authority.program(new SpiffeId(TRUST_DOMAIN, NAMESPACE, program)), time);
    }

    private static Server open(ServerCredentials credentials, BindableService service) throws IOException {
        return NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), credentials)
                .addService(service)
                .build()
                .start();
    }

    public String anchors() {
        return authority.anchors();
    }

    public String sentryAddress() {
        return "127.0.0.1:" + sentry.getPort();
    }

    public String operatorAddress() {
        return "127.0.0.1:" + operator.getPort();
    }

    @Override
    public void close() {
        sentry.shutdownNow();
        operator.shutdownNow();
    }

    /** Certifies whoever asks. */
    private static final class Sentry extends CAGrpc.CAImplBase {

        private final SmallAuthority authority;

        Sentry(SmallAuthority authority) {
            this.authority = authority;
        }

        @Override
        public void signCertificate(
                SignCertificateRequest request, StreamObserver<SignCertificateResponse> answers) {
            SpiffeId id = new SpiffeId(TRUST_DOMAIN, request.getNamespace(), request.getId());
            try {
                String leaf = Pem.of(List.of(authority.certify(id, keyIn(request))));
                answers.onNext(SignCertificateResponse.newBuilder()
                        .setWorkloadCertificate(ByteString.copyFromUtf8(leaf))
                        .addTrustChainCertificates(ByteString.copyFromUtf8(authority.anchors()))
                        .build());
                answers.onCompleted();
            } catch (IOException | GeneralSecurityException e) {
                answers.onError(Status.INVALID_ARGUMENT.withCause(e).asException());
            }
        }

        private static PublicKey keyIn(SignCertificateRequest request) throws IOException, GeneralSecurityException {
            try (PEMParser parser = new PEMParser(
                    new StringReader(request.getCertificateSigningRequest().toStringUtf8()))) {
                return new JcaPKCS10CertificationRequest((PKCS10CertificationRequest) parser.readObject())
                        .getPublicKey();
            }
        }
    }

    /** Knows one component, and no other kind. */
    private static final class OneComponent extends OperatorGrpc.OperatorImplBase {

        private static final String STORE = "{\"metadata\":{\"name\":\"memory\"},\"spec\":{\"type\":\"state.in-memory\","
                + "\"version\":\"v1\",\"metadata\":[]}}";

        @Override
        public void listComponents(
                ListComponentsRequest request, StreamObserver<ListComponentResponse> answers) {
            answers.onNext(ListComponentResponse.newBuilder()
                    .addComponents(ByteString.copyFromUtf8(STORE))
                    .build());
            answers.onCompleted();
        }
    }
}
