package dev.inlay.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.ResourceLeakDetector;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;

/**
 * A body of 1 GiB passes through an invocation, both ways at once, by a process that has 48 MiB of heap and 32 MiB of
 * memory for buffers outside of it: it can hold neither the body nor a noticeable part of it.
 */
class HttpStreamingTests {

    private static final int PIECE = 64 << 10;
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final ResourceLeakDetector.Level usual = ResourceLeakDetector.getLevel();

    /** Who looks for leaks here would trace each of the hundreds of thousands of buffers of the client and the echo. */
    @BeforeEach
    void sampleBuffersOnly() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
    }

    @AfterEach
    void traceBuffersAgain() {
        ResourceLeakDetector.setLevel(usual);
    }

    @ParameterizedTest
    @CsvSource({"false, 1024", "true, 256"})
    void a_body_much_larger_than_the_memory_passes_both_ways(boolean lengthIsKnown, int mebibytes) throws Exception {
        long total = (long) mebibytes << 20;
        DisposableServer echo = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((request, response) -> response.send(request.receive().retain()))
                .bindNow();
        Process child = child(((InetSocketAddress) echo.address()).getPort());
        try {
            long received = roundTrip(portOf(child), lengthIsKnown, total);
            assertThat(received).isEqualTo(total);
            child.getOutputStream().close();
            assertThat(child.waitFor()).isZero();
        } finally {
            child.destroyForcibly();
            echo.disposeNow();
        }
    }

    private static int portOf(Process child) throws IOException {
        BufferedReader output =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(Endless.PORT)) {
                return Integer.parseInt(line.substring(Endless.PORT.length()));
            }
        }
        throw new IOException("the process ended without a port");
    }

    private static Process child(int applicationPort) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx48m",
                        "-XX:MaxDirectMemorySize=32m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Endless.class.getName(),
                        String.valueOf(applicationPort)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Sends the body, and counts what comes back while it is being sent. */
    private static long roundTrip(int port, boolean lengthIsKnown, long total) {
        byte[] piece = new byte[PIECE];
        Flux<ByteBuf> body = Flux.range(0, (int) (total / PIECE)).map(any -> Unpooled.wrappedBuffer(piece));
        Long received = HttpClient.create()
                .headers(headers -> {
                    if (lengthIsKnown) {
                        headers.set("content-length", total);
                    }
                })
                .post()
                .uri("http://127.0.0.1:" + port + "/v1.0/invoke/app/method/echo")
                .send(body)
                .response((response, content) -> {
                    assertThat(response.status().code()).isEqualTo(200);
                    return content.map(ByteBuf::readableBytes);
                })
                .reduce(0L, Long::sum)
                .block(LIMIT);
        return received == null ? 0 : received;
    }
}
