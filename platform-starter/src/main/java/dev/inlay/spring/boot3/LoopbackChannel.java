package dev.inlay.spring.boot3;

import dev.inlay.app.AppChannel;
import dev.inlay.app.HttpAppChannel;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import reactor.core.publisher.Mono;

/** The way to a servlet application: its own web server, over loopback. The port is known when the server is up. */
public final class LoopbackChannel implements AppChannel, ApplicationListener<WebServerInitializedEvent> {

    private final HttpAppChannel http = new HttpAppChannel(this::address);
    private volatile @Nullable URI address;

    @Override
    public void onApplicationEvent(WebServerInitializedEvent event) {
        if (!"management".equals(event.getApplicationContext().getServerNamespace())) {
            address = URI.create("http://127.0.0.1:" + event.getWebServer().getPort());
        }
    }

    @Override
    public Mono<InvokeResponse> invoke(InvokeRequest request) {
        return http.invoke(request);
    }

    private URI address() {
        URI known = address;
        if (known == null) {
            throw new IllegalStateException("the web server of the application is not up");
        }
        return known;
    }
}
