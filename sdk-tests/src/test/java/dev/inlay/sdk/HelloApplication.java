package dev.inlay.sdk;

import dev.inlay.invoke.InvokeClient;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** An application with the runtime in its own process, which answers as those do that the scripts start. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class HelloApplication {

    /** Of its own, so that an application that closes leaves the event loops of others in this process alone. */
    @Bean
    ReactorResourceFactory reactorResources() {
        ReactorResourceFactory resources = new ReactorResourceFactory();
        resources.setUseGlobalResources(false);
        return resources;
    }

    record Message(String text) {}

    record Letter(String to, String text) {}

    record Answer(String said, String by) {}

    @RestController
    static class Controller {

        private final InvokeClient invoke;
        private final String name;

        Controller(InvokeClient invoke, @Value("${spring.application.name}") String name) {
            this.invoke = invoke;
            this.name = name;
        }

        @PostMapping("/hello")
        Answer hello(@RequestBody Message message) {
            return new Answer(message.text(), name);
        }

        @PostMapping("/forward")
        Mono<Answer> forward(@RequestBody Letter letter) {
            return invoke.post(letter.to(), "/hello", Map.of("text", letter.text()), Answer.class);
        }
    }
}
