package dev.inlay.app;

import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import dev.inlay.message.ConnectionFields;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageHeaders;
import dev.inlay.message.MethodPath;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;

/**
 * The way to an application that listens on a port of this machine. Connections are pooled, bodies stream both ways, and
 * redirects are the caller's to follow.
 *
 * <p>Header fields follow Dapr's rules, {@link HttpAppHeaders}; in answers, too, those of the connection stay behind.
 */
public final class HttpAppChannel implements AppChannel {

    private static final String HOST = "host";

    /** What Netty adds to messages of HTTP/2. */
    private static final String HTTP2_EXTENSION = "x-http2-";

    private static final int MAX_CONNECTIONS = 1024;

    /** Below the keep-alive timeout of the usual servers, so that a connection is not taken while its server closes it. */
    private static final Duration MAX_IDLE = Duration.ofSeconds(15);

    private final Supplier<URI> application;
    private final HttpClient plain;
    private final Mono<HttpClient> secure;
    private final ConnectionProvider connections;

    /**
     * The way to an application that speaks HTTP/1.1.
     *
     * @param application scheme, host and port of the application, as {@code http://127.0.0.1:3000}; asked at each call,
     *     since an application may get its port late. With {@code https} any certificate is taken: the connection does not
     *     leave the machine, and the application's certificate is made out to its public name.
     */
    public HttpAppChannel(Supplier<URI> application) {
        this(application, HttpProtocol.HTTP11);
    }

    /** @param plaintext what is spoken where the scheme is {@code http} */
    HttpAppChannel(Supplier<URI> application, HttpProtocol plaintext) {
        this.application = application;
        this.connections = ConnectionProvider.builder("inlay-app")
                .maxConnections(MAX_CONNECTIONS)
                .pendingAcquireMaxCount(-1)
                .maxIdleTime(MAX_IDLE)
                .lifo()
                .build();
        HttpClient client = HttpClient.create(connections).followRedirect(false);
        this.plain = client.protocol(plaintext);
        this.secure = Mono.fromSupplier(() -> secureClient(client)).cache();
    }

    private static HttpClient secureClient(HttpClient client) {
        Http11SslContextSpec trustingOurselves = Http11SslContextSpec.forClient()
                .configure(context -> context.trustManager(InsecureTrustManagerFactory.INSTANCE)
                        .endpointIdentificationAlgorithm(null));
        return client.secure(tls -> tls.sslContext(trustingOurselves));
    }

    @Override
    public Mono<InvokeResponse> invoke(InvokeRequest request) {
        return Mono.defer(() -> {
            if (request.verb().equalsIgnoreCase("CONNECT")) {
                // It would turn a pooled connection into a tunnel.
                throw InlayException.of(ErrorCode.BAD_REQUEST, "the verb CONNECT cannot be passed to an application");
            }
            URI target = application.get();
            checkEscapes(request, target);
            Mono<HttpClient> client = "https".equals(target.getScheme()) ? secure : Mono.just(plain);
            return client.flatMap(ready -> exchange(ready, target, request))
                    .onErrorMap(error -> unreachable(request, target, error));
        });
    }

    /**
     * Dapr parses what is decoded already, and refuses what cannot be parsed then. To hand it on here and not there would
     * only be found out when an application moves.
     *
     * @param target scheme, host and port of the application
     * @throws InlayException if the path is such a one
     */
    public static void checkEscapes(InvokeRequest request, URI target) {
        if (request.method().indexOf('%') < 0) {
            return;
        }
        String plain = request.path().decoded();
        String wrong = MethodPath.invalidEscape(plain);
        if (wrong != null) {
            throw new InlayException(
                    ErrorCode.DIRECT_INVOKE,
                    "parse \"" + target + "/" + plain + "\": invalid URL escape \"" + wrong + "\"");
        }
    }

    /**
     * Sends a request by any client, under the same rules for header fields. The answer's body must be subscribed to once.
     *
     * @param target scheme, host and port
     */
    public static Mono<InvokeResponse> exchange(HttpClient client, URI target, InvokeRequest request) {
        return client.headers(headers -> writeHeaders(request, headers))
                .request(HttpMethod.valueOf(request.verb()))
                .uri(target.getScheme() + "://" + target.getRawAuthority() + request.pathAndQuery())
                .send((outgoing, outbound) -> outbound.send(bodyOf(request.body())))
                .responseConnection((response, connection) -> delivered(answer(response, connection)))
                .singleOrEmpty()
                // The same, where an operator in between holds the answer at that moment.
                .doOnDiscard(InvokeResponse.class, answer -> answer.body().release());
    }

    /** The caller may give up at the moment the answer comes; then nobody will read the body. */
    private static Mono<InvokeResponse> delivered(InvokeResponse answer) {
        return Mono.just(answer).doOnCancel(answer.body()::release);
    }

    /** Closes the pooled connections. */
    public Mono<Void> close() {
        return connections.disposeLater();
    }

    private static InlayException unreachable(InvokeRequest request, URI target, Throwable error) {
        return new InlayException(
                ErrorCode.DIRECT_INVOKE,
                "the application at " + target + " could not be asked for " + request.verb() + " /" + request.method()
                        + ": " + error.getMessage(),
                error);
    }

    private static Flux<ByteBuf> bodyOf(MessageBody body) {
        return body.stream().map(Unpooled::wrappedBuffer);
    }

    private static void writeHeaders(InvokeRequest request, HttpHeaders headers) {
        HttpAppHeaders.of(request.headers()).forEach((name, values) -> {
            if (!name.equalsIgnoreCase(HOST)) {
                headers.set(name, values);
            }
        });
        long length = request.body().length();
        if (length >= 0) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
        }
    }

    private static InvokeResponse answer(HttpClientResponse response, Connection connection) {
        HttpHeaders fields = response.responseHeaders();
        ConnectionFields ofConnection = ConnectionFields.of(fields.getAll(HttpHeaderNames.CONNECTION));
        MessageHeaders.Builder headers = MessageHeaders.builder();
        fields.forEach(field -> {
            String lower = field.getKey().toLowerCase(Locale.ROOT);
            if (!ofConnection.contains(lower)
                    && !lower.equals("content-length")
                    && !lower.startsWith(HTTP2_EXTENSION)) {
                headers.add(field.getKey(), field.getValue());
            }
        });
        Flux<ByteBuffer> body = connection.inbound().receive().asByteArray().map(ByteBuffer::wrap);
        return new InvokeResponse(
                response.status().code(), headers.build(), MessageBody.stream(body, lengthOf(fields)));
    }

    private static long lengthOf(HttpHeaders fields) {
        String length = fields.get(HttpHeaderNames.CONTENT_LENGTH);
        return length == null ? -1 : Long.parseLong(length);
    }
}
