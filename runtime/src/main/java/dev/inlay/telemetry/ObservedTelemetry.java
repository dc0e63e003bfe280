package dev.inlay.telemetry;

import dev.inlay.message.GrpcOutcome;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageHeaders;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import io.micrometer.tracing.propagation.Propagator;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Telemetry as Micrometer observations, one for each {@link InlayObservation}. The parent is the observation in Reactor's
 * context, under Micrometer's usual key, and what runs inside finds this one there. Names and keys can be changed by a
 * {@code GlobalObservationConvention} for the contexts in this package.
 *
 * <p>Thread-safe.
 */
public final class ObservedTelemetry implements Telemetry {

    private static final Map<InlayObservation, ComponentConvention> COMPONENT_CONVENTIONS = Stream.of(
                    InlayObservation.STATE, InlayObservation.SECRETS)
            .collect(Collectors.toUnmodifiableMap(Function.identity(), ComponentConvention::new));
    private static final InvokeClientConvention CLIENT_CONVENTION = new InvokeClientConvention();
    private static final InvokeServerConvention SERVER_CONVENTION = new InvokeServerConvention();
    private static final ApiConvention API_CONVENTION = new ApiConvention();
    private static final GrpcApiConvention GRPC_API_CONVENTION = new GrpcApiConvention();

    private final ObservationRegistry registry;
    private final Propagator propagator;

    private ObservedTelemetry(ObservationRegistry registry, Propagator propagator) {
        this.registry = registry;
        this.propagator = propagator;
    }

    /** Observations in this registry; nothing if it is Micrometer's no-op registry. */
    public static Telemetry of(ObservationRegistry registry) {
        return of(registry, Propagator.NOOP);
    }

    /**
     * Observations in this registry; nothing if it is Micrometer's no-op registry.
     *
     * @param propagator writes the callee's own span into a request before the application gets it, so that the
     *     application's spans become its children
     */
    public static Telemetry of(ObservationRegistry registry, Propagator propagator) {
        return registry.isNoop() ? Telemetry.none() : new ObservedTelemetry(registry, propagator);
    }

    @Override
    public <T> Mono<T> component(
            InlayObservation observation, String component, String operation, Supplier<Mono<T>> call) {
        ComponentConvention convention = COMPONENT_CONVENTIONS.get(observation);
        if (convention == null) {
            throw new IllegalArgumentException(observation + " is not an operation on a component");
        }
        return Mono.deferContextual(view -> {
            var context = new ComponentObservationContext(observation, component, operation);
            return observe(start(convention, context, view), call, value -> {});
        });
    }

    @Override
    public Mono<InvokeResponse> sending(InvokeRequest request, Function<InvokeRequest, Mono<InvokeResponse>> call) {
        return Mono.deferContextual(view -> {
            var context = new InvokeClientObservationContext(request, parent(view) != null);
            Observation observation = start(CLIENT_CONVENTION, context, view);
            return observe(observation, () -> call.apply(context.outgoing()), context::setResponse);
        });
    }

    @Override
    public Mono<InvokeResponse> receiving(
            InvokeRequest request, String callerAppId, Function<InvokeRequest, Mono<InvokeResponse>> call) {
        return Mono.deferContextual(view -> {
            var context = new InvokeServerObservationContext(request, callerAppId);
            Observation observation = start(SERVER_CONVENTION, context, view);
            return observe(observation, () -> call.apply(withSpan(request, observation)), context::setResponse);
        });
    }

    @Override
    public Mono<InvokeResponse> api(InvokeRequest request, Function<InvokeRequest, Mono<InvokeResponse>> call) {
        return Mono.deferContextual(view -> {
            var context = new ApiObservationContext(request);
            Observation observation = start(API_CONVENTION, context, view);
            return observe(observation, () -> call.apply(withSpan(request, observation)), context::setResponse);
        });
    }

    @Override
    public Mono<GrpcOutcome> grpcApi(
            String method, MessageHeaders metadata, Function<MessageHeaders, Mono<GrpcOutcome>> call) {
        return Mono.deferContextual(view -> {
            var context = new GrpcApiObservationContext(method, metadata);
            Observation observation = start(GRPC_API_CONVENTION, context, view);
            return observe(observation, () -> call.apply(withSpan(metadata, observation)), outcome -> {
                context.setOutcome(outcome);
                if (!outcome.isOk()) {
                    observation.error(new GrpcFailure(outcome));
                }
            });
        });
    }

    /** How spans hear of a call's error. */
    private static final class GrpcFailure extends RuntimeException {

        private static final long serialVersionUID = 1;

        GrpcFailure(GrpcOutcome outcome) {
            super(outcome.message(), null, false, false);
        }
    }

    private <C extends Observation.Context> Observation start(
            ObservationConvention<C> convention, C context, ContextView view) {
        Observation observation = Observation.createNotStarted(null, convention, () -> context, registry);
        Observation parent = parent(view);
        if (parent != null) {
            observation.parentObservation(parent);
        }
        return observation.start();
    }

    private static @Nullable Observation parent(ContextView view) {
        return view.getOrDefault(ObservationThreadLocalAccessor.KEY, null);
    }

    private InvokeRequest withSpan(InvokeRequest request, Observation observation) {
        return request.withHeaders(withSpan(request.headers(), observation));
    }

    private MessageHeaders withSpan(MessageHeaders original, Observation observation) {
        TracingContext tracing = observation.getContextView().get(TracingContext.class);
        if (propagator == Propagator.NOOP || tracing == null || tracing.getSpan() == null) {
            return original;
        }
        TraceHeaders headers = new TraceHeaders(original, false);
        propagator.inject(tracing.getSpan().context(), headers, (carrier, name, value) -> {
            if (carrier != null) {
                carrier.set(name, value);
            }
        });
        return headers.headers();
    }

    /** The call, at whose end the observation stops: before the subscriber hears of it, and once only. */
    private static <T> Mono<T> observe(Observation observation, Supplier<Mono<T>> call, Consumer<T> onValue) {
        AtomicBoolean stopped = new AtomicBoolean();
        Runnable stop = () -> {
            if (stopped.compareAndSet(false, true)) {
                observation.stop();
            }
        };
        return Mono.defer(call)
                .doOnSuccess(value -> {
                    if (value != null) {
                        onValue.accept(value);
                    }
                    stop.run();
                })
                .doOnError(error -> {
                    observation.error(error);
                    stop.run();
                })
                .doOnCancel(stop)
                .contextWrite(context -> context.put(ObservationThreadLocalAccessor.KEY, observation));
    }
}
