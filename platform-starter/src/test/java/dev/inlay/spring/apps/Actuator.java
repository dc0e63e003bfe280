package dev.inlay.spring.apps;

import java.time.Duration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.web.reactive.server.WebTestClient;

/** The actuator of an application, over HTTP. */
public final class Actuator {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final WebTestClient client;

    public Actuator(ConfigurableApplicationContext application) {
        String port = application.getEnvironment().getRequiredProperty("local.server.port");
        this.client = WebTestClient.bindToServer()
                .baseUrl("http://127.0.0.1:" + port + "/actuator")
                .responseTimeout(LIMIT)
                .build();
    }

    /** Asks an endpoint, as {@code /health/readiness}, which must answer with this status. */
    public WebTestClient.BodyContentSpec get(int status, String path, Object... variables) {
        return client.get()
                .uri(path, variables)
                .exchange()
                .expectStatus()
                .isEqualTo(status)
                .expectBody();
    }
}
