package dev.inlay.spring.apps;

import dev.inlay.codec.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Answers like {@link dev.inlay.testkit.wire.EchoApplication}, with the runtime in its own process. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class EchoOfCallsApplication {

    private static final String STATUS = "/status/";

    @Bean
    RouterFunction<ServerResponse> echo() {
        return RouterFunctions.route(RequestPredicates.all(), EchoOfCallsApplication::answer);
    }

    private static Mono<ServerResponse> answer(ServerRequest request) {
        String path = request.uri().getRawPath();
        if (path.startsWith(STATUS)) {
            int status = Integer.parseInt(path.substring(STATUS.length(), STATUS.length() + 3));
            ServerResponse.BodyBuilder answer =
                    ServerResponse.status(status).header("x-app", "1").contentType(MediaType.APPLICATION_JSON);
            return status == 204 ? answer.build() : answer.bodyValue("{\"app\":\"says\"}");
        }
        return request.bodyToMono(byte[].class).defaultIfEmpty(new byte[0]).flatMap(body -> ServerResponse.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(JsonCodec.standard().encode(told(request, new String(body, StandardCharsets.ISO_8859_1)))));
    }

    private static Map<String, Object> told(ServerRequest request, String body) {
        String query = request.uri().getRawQuery();
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("method", request.method().name());
        told.put("path", request.uri().getRawPath() + (query == null ? "" : "?" + query));
        told.put("headers", fields(request.headers().asHttpHeaders()));
        told.put("body", body);
        return told;
    }

    private static Map<String, String> fields(HttpHeaders headers) {
        Map<String, String> fields = new TreeMap<>();
        headers.forEach((name, values) ->
                fields.merge(name.toLowerCase(Locale.ROOT), String.join(", ", values), (a, b) -> a + ", " + b));
        return fields;
    }
}
