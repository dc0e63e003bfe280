package dev.inlay.spring.lifecycle;

import org.springframework.context.SmartLifecycle;

/**
 * When the stages of the runtime come, among all the {@link SmartLifecycle}s of an application. Lower phases start
 * earlier and stop later.
 *
 * <pre>
 * start │ components ready │ … the application's own … │ web server up │ ApplicationReadyEvent: serve
 * stop  │ components closed │ … the application's own … │ web server graceful, then down │ ◀ serving stops first
 * </pre>
 *
 * <p>So nothing of the application starts without its components, no call from another application arrives before the
 * application is ready, and at shutdown other instances stop calling before the web server refuses, and components are
 * there until the last one has used them.
 */
public final class LifecyclePhases {

    /** Components are awaited first and closed last. */
    public static final int COMPONENTS = Integer.MIN_VALUE + 1024;

    /**
     * Serving stops before the graceful shutdown of Boot's web server, which has the phase {@code DEFAULT_PHASE - 1024}.
     */
    public static final int SERVING = SmartLifecycle.DEFAULT_PHASE - 512;

    private LifecyclePhases() {}
}
