package dev.inlay.controlplane.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.time.TimeSource;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.netty.resources.LoopResources;
import reactor.test.scheduler.VirtualTimeScheduler;

class ReadinessTests {

    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    private final Readiness readiness = new Readiness(TimeSource.of(clock));
    private final LoopResources loops = LoopResources.create("test", 1, 1, true);
    private final HealthzServer healthz = new HealthzServer(new InetSocketAddress("127.0.0.1", 0), readiness, loops);

    @BeforeEach
    void start() {
        readiness.start();
        healthz.start();
    }

    @AfterEach
    void stop() {
        healthz.stop();
        readiness.stop();
        loops.dispose();
        clock.dispose();
    }

    private HttpResponse<String> asked(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + healthz.port() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void theProcessIsHealthyWhenEverythingIsThere() throws Exception {
        Readiness.Target first = readiness.target("the first thing");
        Readiness.Target second = readiness.target("the second thing");
        assertThat(asked("/healthz").statusCode()).isEqualTo(503);

        first.ready();
        second.awaited("it is late");
        assertThat(asked("/healthz").statusCode()).isEqualTo(503);
        assertThat(readiness.missing()).containsExactly("the second thing (it is late)");

        second.ready();
        assertThat(asked("/healthz").statusCode()).isEqualTo(200);
        assertThat(asked("/healthz").body()).isEmpty();
        assertThat(asked("/other").statusCode()).isEqualTo(404);

        first.awaited("it is gone");
        assertThat(asked("/healthz").statusCode()).isEqualTo(503);
    }
}
