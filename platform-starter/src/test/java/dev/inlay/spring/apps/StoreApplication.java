package dev.inlay.spring.apps;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/** Keeps state, and serves its actuator. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class StoreApplication {}
