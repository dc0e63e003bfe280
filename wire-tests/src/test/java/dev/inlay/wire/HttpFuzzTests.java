package dev.inlay.wire;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.inlay.api.http.HttpApiServer;
import dev.inlay.codec.JsonCodec;
import dev.inlay.error.ErrorCode;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageHeaders;
import dev.inlay.testkit.wire.WireSetup;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Hostile input on the socket. Whatever comes, the connection is answered or closed, no answer is a 5xx that is not in the
 * catalogue, no buffer leaks, and no event loop blocks (BlockHound watches). {@code -Dinlay.fuzz.cases=100000} for a long
 * run, {@code -Dinlay.fuzz.seed=} for one that is known.
 */
class HttpFuzzTests {

    private static final int CASES = Integer.getInteger("inlay.fuzz.cases", 1000);
    private static final long SEED = Long.getLong("inlay.fuzz.seed", new Random().nextLong());
    private static final int PATIENCE_MILLIS = 10_000;
    private static final Set<String> CATALOGUE =
            Arrays.stream(ErrorCode.values()).map(ErrorCode::code).collect(Collectors.toSet());

    @TempDir
    private Path folder;

    @Test
    void whatever_comes_is_answered_from_the_catalogue_or_closed() throws IOException {
        System.out.println("fuzzing the HTTP head: " + CASES + " cases, -Dinlay.fuzz.seed=" + SEED);
        ListAppender<ILoggingEvent> problems =
                listenTo("io.netty.util.ResourceLeakDetector", HttpApiServer.class.getName());
        Random random = new Random(SEED);
        try (InlayTarget target =
                new InlayTarget(folder, WireSetup.parse("@ resources: stores.yaml"), HttpFuzzTests::echo)) {
            for (int i = 0; i < CASES; i++) {
                HostileRequests.Request request = new HostileRequests(random).next();
                check(send(target, request), i, request.bytes());
            }
            provokeLeakReports();
        }
        assertThat(problems.list)
                .as("seed %d", SEED)
                .filteredOn(event -> event.getLevel() == Level.ERROR)
                .extracting(ILoggingEvent::getFormattedMessage)
                .isEmpty();
    }

    /** The application is in this process: what its own connections would do with calls that break off is another test. */
    private static Mono<InvokeResponse> echo(InvokeRequest request) {
        return request.body()
                .toBytes(1 << 20)
                .map(body -> new InvokeResponse(200, MessageHeaders.empty(), MessageBody.of(body)));
    }

    private static ListAppender<ILoggingEvent> listenTo(String... loggers) {
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        for (String logger : loggers) {
            ((Logger) LoggerFactory.getLogger(logger)).addAppender(appender);
        }
        assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
        return appender;
    }

    /** Buffers that were lost are reported when others are allocated after they have been collected. */
    private static void provokeLeakReports() {
        for (int i = 0; i < 20; i++) {
            System.gc();
            PooledByteBufAllocator.DEFAULT.buffer(16).release();
        }
    }

    /** What comes back until the connection is closed; the last request on it asks for that. */
    private static String send(InlayTarget target, HostileRequests.Request request) throws IOException {
        try (Socket socket = new Socket(target.api().getAddress(), target.api().getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            try {
                socket.getOutputStream().write(request.bytes());
                if (!request.complete()) {
                    // The server may rightly wait for the rest; so it learns that there is none.
                    socket.shutdownOutput();
                }
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            } catch (SocketTimeoutException e) {
                return "TIMEOUT";
            } catch (IOException closedEarly) {
                return "";
            }
        }
    }

    private static void check(String reply, int index, byte[] request) {
        String shown = new String(request, StandardCharsets.ISO_8859_1);
        assertThat(reply)
                .as("case %d of seed %d was neither answered nor closed:%n%s", index, SEED, shown)
                .isNotEqualTo("TIMEOUT");
        if (reply.isEmpty()) {
            return;
        }
        assertThat(reply).as("case %d of seed %d:%n%s", index, SEED, shown).startsWith("HTTP/");
        int status = Integer.parseInt(reply.substring(9, 12));
        boolean hasBody = !shown.startsWith("HEAD ");
        if (status >= 500 && hasBody) {
            String code = errorCode(reply);
            assertThat(CATALOGUE)
                    .as("case %d of seed %d got %s:%n%s", index, SEED, reply, shown)
                    .contains(code);
            assertThat(code)
                    .as("case %d of seed %d got %s:%n%s", index, SEED, reply, shown)
                    .isNotEqualTo(ErrorCode.INTERNAL.code());
        }
    }

    private static String errorCode(String reply) {
        int body = reply.indexOf("\r\n\r\n{");
        if (body < 0) {
            return "none";
        }
        int end = reply.indexOf("HTTP/1.1 ", body);
        String json = reply.substring(body + 4, end < 0 ? reply.length() : end);
        Map<?, ?> error = JsonCodec.standard().decode(json.getBytes(StandardCharsets.ISO_8859_1), Map.class);
        return error == null ? "none" : String.valueOf(error.get("errorCode"));
    }

    /** Made of what is right, with mistakes. */
    private static final class HostileRequests {

        private static final List<String> VERBS = List.of(
                "GET",
                "POST",
                "PUT",
                "DELETE",
                "HEAD",
                "OPTIONS",
                "PATCH",
                "CONNECT",
                "TRACE",
                "get",
                "F\u00e9O",
                "",
                "GET GET");
        private static final List<String> PATHS = List.of(
                "/v1.0/state/memory",
                "/v1.0/state/memory/k",
                "/v1.0/state/lite/k",
                "/v1.0/state/memory/bulk",
                "/v1.0/state/lite/transaction",
                "/v1.0-alpha1/state/memory/query",
                "/v1.0/secrets/s/k",
                "/v1.0/secrets/s/bulk",
                "/v1.0/metadata",
                "/v1.0/metadata/k",
                "/v1.0/healthz",
                "/v1.0/healthz/outbound",
                "/v1.0/invoke/app/method/m",
                "/v1.0/invoke/ghost/method/m",
                "/v1.0/publish/p/t",
                "/v1.0/bindings/b",
                "/v1.0/configuration/c",
                "/v1.0-alpha1/lock/l",
                "/v1.0/actors/T/1/state",
                "/v1.0/jobs/j",
                "/v1.0/workflows/w/i/pause",
                "/v1.0-alpha2/conversation/c/converse",
                "/",
                "*",
                "http://h/v1.0/healthz",
                "//",
                "");
        private static final List<String> PIECES = List.of(
                "%",
                "%2F",
                "%2e%2e",
                "/..",
                "/.",
                "//",
                "||",
                "%00",
                "%zz",
                "?",
                "#",
                "&metadata.x=y",
                "?metadata.ttlInSeconds=x",
                "+",
                "\u0001",
                "\u00ff",
                "{",
                "\"",
                "/method/",
                ";",
                "?consistency=strong",
                "?appid=",
                "[",
                "\t",
                "a".repeat(300));
        private static final List<String> FIELDS = List.of(
                "content-type: application/json",
                "dapr-app-id: app",
                "dapr-app-id: ghost",
                "dapr-app-id:",
                "authorization: Basic x",
                "authorization: Basic ZGFwci1hcHAtaWQ6YXBw",
                "if-match: 1",
                "expect: 100-continue",
                "connection: upgrade",
                "upgrade: h2c",
                "http2-settings: AAMAAABkAAQAAP__",
                "transfer-encoding: gzip",
                "transfer-encoding: chunked, chunked",
                "content-length: -1",
                "content-length: 99999999999999999999",
                "content-length: 5, 6",
                ": empty",
                "no colon",
                "x-\u00e9: 1",
                "x: \u0000",
                " folded",
                "te: trailers",
                "host: other",
                "x-long: " + "y".repeat(3000),
                "accept: text/event-stream",
                "traceparent: 00-zz-zz-zz");
        /** Fields after which nobody knows where a request ends. */
        private static final Pattern FRAMING =
                Pattern.compile("length|encoding|upgrade|expect|colon|folded|empty|\\x00");

        private static final List<String> DOCUMENTS = List.of(
                "[{\"key\":\"k\",\"value\":{\"a\":[1,2.5e3,null,true]},\"metadata\":{\"ttlInSeconds\":\"1\"}}]",
                "{\"keys\":[\"k\",\"l\"],\"parallelism\":3,\"metadata\":{\"a\":\"b\"}}",
                "{\"operations\":[{\"operation\":\"upsert\",\"request\":{\"key\":\"k\",\"value\":1,\"etag\":\"1\"}},"
                        + "{\"operation\":\"delete\",\"request\":{\"key\":\"l\"}}]}",
                "{\"filter\":{\"OR\":[{\"EQ\":{\"a\":1}},{\"IN\":{\"b\":[1,2]}}]},\"sort\":[{\"key\":\"a\"}],\"page\":{\"limit\":1}}",
                "{\"operation\":\"create\",\"data\":{}}",
                "{\"resourceId\":\"r\",\"lockOwner\":\"o\",\"expiryInSeconds\":5}",
                "{\"schedule\":\"@every 1s\"}",
                "[]",
                "{}",
                "null",
                "",
                "[".repeat(5000),
                "{\"a\":".repeat(2000),
                "1e999999",
                "\ufeff[]");

        /**
         * Bytes to be sent.
         *
         * @param complete whether they are whole requests, however wrong, of which the last asks to close the connection
         */
        record Request(byte[] bytes, boolean complete) {}

        private final Random random;
        private boolean complete = true;

        HostileRequests(Random random) {
            this.random = random;
        }

        Request next() {
            StringBuilder request = new StringBuilder();
            int requests = random.nextInt(8) == 0 ? 3 : 1;
            for (int i = 1; i <= requests; i++) {
                append(request, i == requests);
            }
            byte[] bytes = request.toString().getBytes(StandardCharsets.ISO_8859_1);
            return random.nextInt(6) == 0 ? new Request(damaged(bytes), false) : new Request(bytes, complete);
        }

        private void append(StringBuilder request, boolean last) {
            StringBuilder path = new StringBuilder(pick(PATHS));
            while (random.nextInt(3) == 0) {
                path.insert(random.nextInt(path.length() + 1), pick(PIECES));
            }
            request.append(random.nextInt(3) == 0 ? pick(VERBS) : pick(VERBS.subList(0, 4)))
                    .append(' ')
                    .append(path)
                    .append(random.nextInt(40) == 0 ? " HTTP/9.9" : " HTTP/1.1")
                    .append("\r\n");
            request.append("Host: x\r\n");
            while (random.nextInt(3) == 0) {
                String field = pick(FIELDS);
                request.append(field).append("\r\n");
                complete &= !FRAMING.matcher(field).find();
            }
            if (last) {
                request.append("Connection: close\r\n");
            }
            appendBody(request, document());
        }

        private void appendBody(StringBuilder request, String document) {
            switch (random.nextInt(4)) {
                case 0 -> request.append("\r\n");
                case 1 ->
                    request.append("Transfer-Encoding: chunked\r\n\r\n")
                            .append(
                                    document.isEmpty()
                                            ? ""
                                            : Integer.toHexString(document.length()) + "\r\n" + document + "\r\n")
                            .append(mistake(10) ? "zz\r\n" : "0\r\n\r\n");
                default ->
                    request.append("Content-Length: ")
                            .append(document.length() + (mistake(20) ? 7 : 0))
                            .append("\r\n\r\n")
                            .append(document);
            }
        }

        private boolean mistake(int oneOf) {
            boolean made = random.nextInt(oneOf) == 0;
            complete &= !made;
            return made;
        }

        private String document() {
            StringBuilder document = new StringBuilder(pick(DOCUMENTS));
            while (random.nextInt(3) == 0 && document.length() > 0) {
                int place = random.nextInt(document.length());
                switch (random.nextInt(4)) {
                    case 0 -> document.deleteCharAt(place);
                    case 1 -> document.insert(place, (char) random.nextInt(256));
                    case 2 -> document.setCharAt(place, "[]{}\":,0-\\u".charAt(random.nextInt(11)));
                    default -> document.append(document, 0, place);
                }
            }
            return document.toString().replace('\ufeff', '\u00ef');
        }

        private byte[] damaged(byte[] bytes) {
            byte[] damaged = bytes.clone();
            for (int i = random.nextInt(5); i >= 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            return random.nextBoolean() ? damaged : Arrays.copyOf(damaged, random.nextInt(damaged.length) + 1);
        }

        private String pick(List<String> choices) {
            return choices.get(random.nextInt(choices.size()));
        }
    }
}
