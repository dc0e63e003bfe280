package dev.inlay.sdk;

import dev.inlay.invoke.InvokeClient;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import java.nio.ByteBuffer;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** An application with the runtime in its own process, which hands calls on to the last one of the fleet. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class PassingApplication {

    /** Of its own, so that an application that closes leaves the event loops of others in this process alone. */
    @Bean
    ReactorResourceFactory reactorResources() {
        ReactorResourceFactory resources = new ReactorResourceFactory();
        resources.setUseGlobalResources(false);
        return resources;
    }

    @Bean
    RouterFunction<ServerResponse> routes(InvokeClient invoke) {
        return RouterFunctions.route()
                .POST("/pass", request -> pass(invoke, request))
                .POST("/say", request -> say(invoke, request))
                .build();
    }

    private static Mono<ServerResponse> pass(InvokeClient invoke, ServerRequest request) {
        Flux<ByteBuffer> body = request.body(BodyExtractors.toDataBuffers()).map(PassingApplication::copy);
        return invoke.exchange(new InvokeRequest("fourth", "POST", "pass")
                        .withHeader("content-type", "application/octet-stream")
                        .withBody(MessageBody.stream(body)))
                .flatMap(PassingApplication::answer);
    }

    private static Mono<ServerResponse> answer(InvokeResponse answer) {
        Flux<DataBuffer> body = answer.body().stream().map(DefaultDataBufferFactory.sharedInstance::wrap);
        return ServerResponse.status(answer.status()).body(BodyInserters.fromDataBuffers(body));
    }

    private static ByteBuffer copy(DataBuffer buffer) {
        ByteBuffer copy = ByteBuffer.allocate(buffer.readableByteCount());
        buffer.toByteBuffer(copy);
        DataBufferUtils.release(buffer);
        return copy;
    }

    private static Mono<ServerResponse> say(InvokeClient invoke, ServerRequest request) {
        return request.bodyToMono(String.class)
                .flatMap(text -> invoke.post("fourth-grpc", "/say", text, String.class))
                .flatMap(answer -> ServerResponse.ok().bodyValue(answer + " via third"));
    }
}
