package dev.inlay.sidecar.life;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long an orderly end may take.
 *
 * @param gracePeriod the limit of the end itself; null for none
 * @param block how long the application is still served after a signal before the end begins; null for not at all
 */
public record ShutdownLimits(
        @Nullable Duration gracePeriod, @Nullable Duration block) {}
