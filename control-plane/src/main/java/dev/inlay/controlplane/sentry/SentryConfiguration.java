package dev.inlay.controlplane.sentry;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** The beans of sentry. */
@Configuration(proxyBeanMethods = false)
@Profile("sentry")
class SentryConfiguration {}
