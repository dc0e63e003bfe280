package dev.inlay.spring.apps;

import dev.inlay.spring.invoke.InvokeExchange;
import java.util.Map;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.service.annotation.PostExchange;
import reactor.core.publisher.Mono;

/** Calls others, in every way there is. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class CallerApplication {

    /** A client of Spring's, as an application has it for other things as well. */
    @Bean
    WebClient webClient(WebClient.Builder builder) {
        return builder.build();
    }

    @Bean
    SpanLog spans() {
        return new SpanLog();
    }

    @Bean
    OwnBean ownBean() {
        return text -> "own answer to " + text;
    }

    /** What the other application offers. */
    @InvokeExchange("${callee.app-id:callee}")
    public interface Callee {

        @PostExchange("/echo")
        Mono<String> echo(@RequestBody String text);

        @PostExchange("/echo")
        String echoAndWait(@RequestBody String text);

        @PostExchange("/json")
        Mono<Map<String, Object>> json(@RequestBody Map<String, Object> value);
    }

    /** One for which the application has a bean of its own. */
    @InvokeExchange("callee")
    public interface OwnBean {

        @PostExchange("/echo")
        String echo(@RequestBody String text);
    }
}
