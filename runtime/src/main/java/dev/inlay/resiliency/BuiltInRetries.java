package dev.inlay.resiliency;

import dev.inlay.resiliency.RetrySettings.Constant;
import dev.inlay.resiliency.RetrySettings.Exponential;
import java.time.Duration;
import java.util.Map;

/** The retry policies that are there without a manifest. Manifests may refer to them and override all but one. */
final class BuiltInRetries {

    /** The one that cannot be overridden. */
    static final String PROTECTED = "DaprBuiltInActorNotFoundRetries";

    /** The least number of retries of an override. */
    static final int MIN_RETRIES = 3;

    private static final Duration SECOND = Duration.ofSeconds(1);

    static final Map<String, RetrySettings> ALL = Map.of(
            "DaprBuiltInServiceRetries",
            RetrySettings.of(new Constant(SECOND), 3),
            "DaprBuiltInActorRetries",
            RetrySettings.of(new Constant(SECOND), 3),
            "DaprBuiltInActorReminderRetries",
            RetrySettings.of(
                    new Exponential(Exponential.DEFAULT_MAX_INTERVAL, Exponential.DEFAULT_MAX_ELAPSED),
                    RetrySettings.UNLIMITED),
            "DaprBuiltInInitializationRetries",
            RetrySettings.of(new Exponential(SECOND, Duration.ofSeconds(10)), 3),
            PROTECTED,
            RetrySettings.of(new Constant(SECOND), 5));

    private BuiltInRetries() {}
}
