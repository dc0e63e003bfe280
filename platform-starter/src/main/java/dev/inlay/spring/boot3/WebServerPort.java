package dev.inlay.spring.boot3;

import dev.inlay.InlayRuntimes;
import dev.inlay.metadata.RuntimeMetadata.AppConnection;
import dev.inlay.spring.InlayRuntimeCustomizer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;

/** Tells the runtime's metadata the port of the application's web server, once it is known. */
public final class WebServerPort implements InlayRuntimeCustomizer, ApplicationListener<WebServerInitializedEvent> {

    private volatile @Nullable AppConnection connection;

    @Override
    public void customize(InlayRuntimes.Builder builder) {
        builder.appConnection(() -> connection);
    }

    @Override
    public void onApplicationEvent(WebServerInitializedEvent event) {
        if (!"management".equals(event.getApplicationContext().getServerNamespace())) {
            connection = new AppConnection(event.getWebServer().getPort(), "http", "127.0.0.1", 0, null);
        }
    }
}
