package dev.inlay.sdk;

import dev.inlay.api.ApiHeads;
import java.net.InetSocketAddress;
import org.springframework.context.ConfigurableApplicationContext;

/** An application with the runtime in its own process, and the ports of its API. */
record Embedded(ConfigurableApplicationContext context) implements AutoCloseable {

    private ApiHeads heads() {
        return context.getBean(ApiHeads.class);
    }

    int httpPort() {
        return ((InetSocketAddress) heads().httpAddresses().get(0)).getPort();
    }

    int grpcPort() {
        return ((InetSocketAddress) heads().grpcAddresses().get(0)).getPort();
    }

    @Override
    public void close() {
        context.close();
    }
}
