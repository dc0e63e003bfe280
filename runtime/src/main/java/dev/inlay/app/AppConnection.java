package dev.inlay.app;

import dev.inlay.codec.JsonCodec;
import dev.inlay.codec.TypeRef;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageHeaders;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * The connection to an application that is a process of its own. Made by {@link AppChannels}.
 *
 * <p>Thread-safe; nothing blocks.
 */
public final class AppConnection {

    private static final Logger LOG = LoggerFactory.getLogger(AppChannels.class);
    private static final TypeRef<Map<String, Object>> DOCUMENT = new TypeRef<>() {};

    private final AppOptions options;
    private final AppChannel channel;
    private final AppHealth health;
    private final AppPort port;
    private final JsonCodec json;
    private final int maxBodySize;
    private final Mono<Void> closing;

    AppConnection(
            AppOptions options,
            AppChannel channel,
            AppHealth health,
            AppPort port,
            JsonCodec json,
            int maxBodySize,
            Mono<Void> closing) {
        this.options = options;
        this.channel = channel;
        this.health = health;
        this.port = port;
        this.json = json;
        this.maxBodySize = maxBodySize;
        this.closing = closing;
    }

    /** The way to the application, with everything that stands before it. */
    public AppChannel channel() {
        return channel;
    }

    public AppHealth health() {
        return health;
    }

    /**
     * Waits until the application listens, without limit, and then begins to ask for its health, if that is wanted.
     * Completes when it listens.
     */
    public Mono<Void> open() {
        return port.open().doOnSuccess(done -> {
            if (options.maxConcurrency() > 0) {
                LOG.info("app max concurrency set to {}", options.maxConcurrency());
            }
            if (health instanceof ProbedHealth probed) {
                probed.start();
            }
        });
    }

    /**
     * Asks the application what it says of itself. An application that speaks gRPC is not asked, and one that does not
     * answer, or not with 200, says nothing; neither does one whose answer cannot be read, which is logged. Never fails.
     *
     * @param appId the application's own id, which it is told
     * @param disabled what it is not to be asked
     */
    public Mono<AppConfiguration> configuration(String appId, Set<InitEndpoint> disabled) {
        if (options.protocol().isGrpc()) {
            return Mono.just(AppConfiguration.EMPTY);
        }
        if (disabled.contains(InitEndpoint.CONFIG)) {
            LOG.warn("Skipping programmatic dapr configuration loading (see 'disable-init-endpoints' flag/annotation)");
            return Mono.just(AppConfiguration.EMPTY);
        }
        MessageHeaders headers = MessageHeaders.builder()
                .add("content-type", "application/json")
                .add("dapr-app-id", appId)
                .build();
        InvokeRequest question = new InvokeRequest(appId, "GET", "dapr/config", "", headers, MessageBody.empty());
        return channel.invoke(question)
                .flatMap(this::read)
                .doOnNext(said -> LOG.info("Application configuration loaded"))
                .onErrorResume(error -> {
                    LOG.warn("failed to load application configuration: {}", error.getMessage());
                    return Mono.just(AppConfiguration.EMPTY);
                })
                .defaultIfEmpty(AppConfiguration.EMPTY);
    }

    private Mono<AppConfiguration> read(InvokeResponse answer) {
        if (answer.status() != 200) {
            answer.body().release();
            return Mono.just(AppConfiguration.EMPTY);
        }
        return answer.body().toBytes(maxBodySize).map(bytes -> {
            Map<String, Object> document = json.decode(bytes, DOCUMENT.type());
            return document == null ? AppConfiguration.EMPTY : AppConfiguration.read(document);
        });
    }

    /** Asks no more for health, and closes the connections. Never fails. */
    public Mono<Void> close() {
        return Mono.defer(() -> {
            if (health instanceof ProbedHealth probed) {
                probed.stop();
            }
            return closing;
        });
    }
}
