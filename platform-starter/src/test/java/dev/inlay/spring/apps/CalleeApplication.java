package dev.inlay.spring.apps;

import dev.inlay.InlayRuntime;
import java.util.Map;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** What others call. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class CalleeApplication {

    @Bean
    SpanLog spans() {
        return new SpanLog();
    }

    /** Of its own, so that an application that closes leaves the event loops of others in this process alone. */
    @Bean
    ReactorResourceFactory reactorResources() {
        ReactorResourceFactory resources = new ReactorResourceFactory();
        resources.setUseGlobalResources(false);
        return resources;
    }

    /** Whether the runtime was ready when Boot said that the application is. */
    @Bean
    ReadinessLog readinessLog(InlayRuntime runtime) {
        return new ReadinessLog(runtime);
    }

    /** Holds the answers of {@code /slow} back. */
    @Bean
    SlowWork slowWork() {
        return new SlowWork();
    }

    @RestController
    static class Controller {

        private final SlowWork slowWork;

        Controller(SlowWork slowWork) {
            this.slowWork = slowWork;
        }

        @GetMapping("/slow")
        Mono<String> slow() {
            return slowWork.begin();
        }

        @PostMapping("/echo")
        String echo(@RequestBody String text) {
            return "echo of " + text;
        }

        @PostMapping("/json")
        Map<String, Object> json(@RequestBody Map<String, Object> value) {
            return value;
        }

        @GetMapping("/traceparent")
        String traceparent(@RequestHeader String traceparent) {
            return traceparent;
        }
    }
}
