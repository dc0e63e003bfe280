package dev.inlay.fleet;

import dev.inlay.app.AppChannel;
import dev.inlay.invoke.InvokeClient;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageHeaders;
import dev.inlay.spring.serving.HandlerAppChannel;
import io.grpc.Channel;
import java.nio.ByteBuffer;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The application with the runtime inside: HTTP goes on by its bean, gRPC to a service that is given to it. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class EmbeddedRelay {

    static final String NEXT = "fourth";

    /** A service of gRPC in an application that also speaks HTTP. */
    record Services(Channel channel) {}

    @Bean
    AppChannel applicationOfBothKinds(HttpHandler handler, Services services) {
        return new BothKinds(new HandlerAppChannel(handler), services.channel());
    }

    private record BothKinds(AppChannel http, Channel grpc) implements AppChannel {

        @Override
        public Mono<InvokeResponse> invoke(InvokeRequest request) {
            return http.invoke(request);
        }
    }

    @Bean
    RouterFunction<ServerResponse> relay(InvokeClient invoke) {
        return RouterFunctions.route(RequestPredicates.POST("/**"), request -> passOn(invoke, request));
    }

    private static Mono<ServerResponse> passOn(InvokeClient invoke, ServerRequest request) {
        MessageBody body =
                MessageBody.stream(request.bodyToFlux(DataBuffer.class).map(EmbeddedRelay::bytes));
        String path = request.path().substring(1);
        return invoke.exchange(new InvokeRequest(NEXT, "POST", path, "", MessageHeaders.empty(), body))
                .flatMap(answer -> ServerResponse.status(answer.status())
                        .body(BodyInserters.fromDataBuffers(buffers(answer.body()))));
    }

    private static ByteBuffer bytes(DataBuffer buffer) {
        byte[] bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        DataBufferUtils.release(buffer);
        return ByteBuffer.wrap(bytes);
    }

    private static Flux<DataBuffer> buffers(MessageBody body) {
        return body.stream().map(DefaultDataBufferFactory.sharedInstance::wrap);
    }
}
