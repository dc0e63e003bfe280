package dev.inlay.spring.apps;

import java.util.Map;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** What others call. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class CalleeApplication {

    @Bean
    SpanLog spans() {
        return new SpanLog();
    }

    @RestController
    static class Controller {

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
