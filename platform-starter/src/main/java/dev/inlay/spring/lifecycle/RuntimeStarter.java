package dev.inlay.spring.lifecycle;

import dev.inlay.InlayRuntime;
import dev.inlay.time.TimeSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import reactor.core.publisher.Mono;

/**
 * Starts a runtime as soon as its bean is made, the application's own as well as ours, so that components connect while
 * the rest of the context is built.
 */
public final class RuntimeStarter implements BeanPostProcessor {

    private static final Logger LOG = LoggerFactory.getLogger(RuntimeStarter.class);

    private final Map<InlayRuntime, Mono<Void>> starts = new ConcurrentHashMap<>();
    private final TimeSource time = TimeSource.system();

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof InlayRuntime runtime) {
            started(runtime).subscribe(null, error -> LOG.debug("The runtime did not start", error));
        }
        return bean;
    }

    /** Completes when all components are ready; fails as {@link InlayRuntime#start} does. */
    Mono<Void> started(InlayRuntime runtime) {
        return starts.computeIfAbsent(runtime, this::start);
    }

    private Mono<Void> start(InlayRuntime runtime) {
        return Mono.defer(() -> {
                    long begin = time.nanoTime();
                    return runtime.start()
                            .doOnSuccess(nothing -> LOG.debug(
                                    "{} components were ready after {} ms",
                                    runtime.components().size(),
                                    time.since(begin).toMillis()));
                })
                .cache();
    }
}
