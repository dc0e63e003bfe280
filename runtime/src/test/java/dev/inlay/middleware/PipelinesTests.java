package dev.inlay.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.inlay.codec.JsonCodec;
import dev.inlay.component.AppIdentity;
import dev.inlay.component.ComponentContext;
import dev.inlay.component.ComponentFactory;
import dev.inlay.component.ComponentRegistry;
import dev.inlay.component.ConfigurationManifest;
import dev.inlay.component.InvalidManifestException;
import dev.inlay.component.MetadataField;
import dev.inlay.component.Resource;
import dev.inlay.component.ResourceSource;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageFilter;
import dev.inlay.message.MessageHeaders;
import dev.inlay.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** The pipelines of a Configuration, of components that come and go. */
class PipelinesTests {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final List<ComponentRegistry> registries = new ArrayList<>();
    private Mono<Void> init = Mono.empty();

    /** Writes its name into the request's path and into the answer's field {@code passed}. */
    private final class Stamping implements HttpMiddleware {
        private final String name;

        Stamping(String name) {
            this.name = name;
        }

        @Override
        public Mono<Void> init() {
            return init;
        }

        @Override
        public Mono<Void> close() {
            return Mono.empty();
        }

        @Override
        public Mono<InvokeResponse> filter(InvokeRequest request, Function<InvokeRequest, Mono<InvokeResponse>> next) {
            return next.apply(request.withMethod(request.method() + ">" + name))
                    .map(answer -> answer.withHeaders(
                            answer.headers().toBuilder().add("passed", name).build()));
        }
    }

    private final class Factory implements ComponentFactory {
        @Override
        public String type() {
            return "middleware.http.stamp";
        }

        @Override
        public List<MetadataField> fields() {
            return List.of();
        }

        @Override
        public HttpMiddleware create(ComponentContext context) {
            return new Stamping(context.name());
        }
    }

    @AfterEach
    void close() {
        registries.forEach(registry -> registry.close().block(LIMIT));
    }

    private ComponentRegistry registry(String... names) {
        ComponentRegistry.Builder builder = ComponentRegistry.builder(
                        new AppIdentity("shop", ""), TimeSource.system(), JsonCodec.standard())
                .factories(List.of(new Factory()));
        for (String name : names) {
            builder.component(name, "middleware.http.stamp", "v1", Map.of(), "a test");
        }
        ComponentRegistry registry = builder.build();
        registries.add(registry);
        return registry;
    }

    private ComponentRegistry started(String... names) {
        ComponentRegistry registry = registry(names);
        registry.start().block(LIMIT);
        return registry;
    }

    private static ConfigurationManifest configuration(String spec) {
        Map<String, Object> body = Map.of("spec", new Yaml().<Map<String, Object>>load(spec));
        return ConfigurationManifest.of(
                List.of(new Resource("Configuration", "c", "", List.of(), body, ResourceSource.of("a test"))));
    }

    private static InvokeResponse pass(MessageFilter pipeline) {
        InvokeResponse answer = exchange(pipeline).block(LIMIT);
        assertThat(answer).isNotNull();
        return answer;
    }

    /** The answer has the path that came out of the pipeline as its field {@code path}. */
    private static Mono<InvokeResponse> exchange(MessageFilter pipeline) {
        return pipeline.filter(
                new InvokeRequest("", "GET", "start"),
                request -> Mono.just(
                        new InvokeResponse(200, MessageHeaders.of("path", request.method()), MessageBody.empty())));
    }

    private static String path(MessageFilter pipeline) {
        return String.valueOf(pass(pipeline).headers().first("path"));
    }

    @Test
    void handlersRunInTheirOrderAndAnswersComeBackTheOtherWay() {
        Pipelines pipelines = Pipelines.of(configuration("""
                httpPipeline:
                  handlers:
                  - {name: b, type: middleware.http.stamp}
                  - {name: a, type: Middleware.HTTP.stamp, version: v1}
                appHttpPipeline:
                  handlers:
                  - {name: c, type: middleware.http.stamp}
                """), started("a", "b", "c"));
        InvokeResponse answer = pass(pipelines.server());
        assertThat(answer.headers().first("path")).isEqualTo("start>b>a");
        assertThat(answer.headers().all("passed")).containsExactly("a", "b");
        assertThat(path(pipelines.app())).isEqualTo("start>c");
    }

    @Test
    void withoutPipelinesRequestsPassAsTheyAre() {
        Pipelines pipelines = Pipelines.of(ConfigurationManifest.EMPTY, started());
        assertThat(path(pipelines.server())).isEqualTo("start");
        assertThat(path(pipelines.app())).isEqualTo("start");
    }

    @Test
    void aHandlerIsSkippedWhoseComponentIsNotLoadedOrOfAnotherTypeOrVersion() {
        Pipelines pipelines = Pipelines.of(configuration("""
                httpPipeline:
                  handlers:
                  - {name: absent, type: middleware.http.stamp}
                  - {name: a, type: middleware.http.bearer}
                  - {name: a, type: middleware.http.stamp, version: v2}
                  - {name: b, type: middleware.http.stamp}
                """), started("a", "b"));
        assertThat(path(pipelines.server())).isEqualTo("start>b");
    }

    @Test
    void componentsThatComeAndGoTakeEffectWithTheNextRequest() {
        ComponentRegistry first = started("a");
        ComponentRegistry second = started("a", "b");
        ComponentRegistry[] present = {first};
        MessageFilter pipeline = Pipelines.of(configuration("""
                httpPipeline:
                  handlers:
                  - {name: a, type: middleware.http.stamp}
                  - {name: b, type: middleware.http.stamp}
                """), new CurrentRegistry(() -> present[0]))
                .server();
        assertThat(path(pipeline)).isEqualTo("start>a");
        present[0] = second;
        assertThat(path(pipeline)).isEqualTo("start>a>b");
        present[0] = first;
        assertThat(path(pipeline)).isEqualTo("start>a");
    }

    @Test
    void aComponentOnItsWayIsWaitedForNotLeftOut() {
        Sinks.Empty<Void> connected = Sinks.empty();
        init = connected.asMono();
        ComponentRegistry registry = registry("a");
        registry.start().subscribe();
        MessageFilter pipeline = Pipelines.of(configuration("""
                httpPipeline:
                  handlers: [{name: a, type: middleware.http.stamp}]
                """), registry).server();
        StepVerifier.create(exchange(pipeline)
                        .map(answer -> String.valueOf(answer.headers().first("path"))))
                .then(connected::tryEmitEmpty)
                .expectNext("start>a")
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void handlersWithoutNameOrTypeAreNamedAllAtOnce() {
        ConfigurationManifest wrong = configuration("""
                httpPipeline:
                  handlers: [{type: middleware.http.stamp}]
                appHttpPipeline:
                  handlers: [{name: a}]
                """);
        assertThatExceptionOfType(InvalidManifestException.class)
                .isThrownBy(() -> Pipelines.of(wrong, registry()))
                .withMessageContainingAll(
                        "spec.httpPipeline.handlers[0].name", "spec.appHttpPipeline.handlers[a].type");
    }
}
