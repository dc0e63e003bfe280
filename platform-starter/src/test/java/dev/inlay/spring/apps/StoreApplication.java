package dev.inlay.spring.apps;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/** Keeps state, and serves its actuator. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class StoreApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(StoreApplication.class, arguments);
    }
}
