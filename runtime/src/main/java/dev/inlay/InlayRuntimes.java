package dev.inlay;

import dev.inlay.app.AppOptions;
import dev.inlay.codec.JsonCodec;
import dev.inlay.component.ComponentFactory;
import dev.inlay.component.ComponentManifest;
import dev.inlay.component.InitListener;
import dev.inlay.component.Manifests;
import dev.inlay.component.reload.FolderSource;
import dev.inlay.component.reload.HotReload;
import dev.inlay.component.reload.ManifestSource;
import dev.inlay.component.reload.ReloadListener;
import dev.inlay.health.Readiness;
import dev.inlay.metadata.RuntimeMetadata;
import dev.inlay.metrics.DaprMetrics;
import dev.inlay.peer.PeerCredentials;
import dev.inlay.resiliency.PolicyListener;
import dev.inlay.telemetry.ObservedTelemetry;
import dev.inlay.telemetry.Telemetry;
import dev.inlay.time.TimeSource;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.propagation.Propagator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.netty.resources.LoopResources;

/** Puts runtimes together. */
public final class InlayRuntimes {

    private InlayRuntimes() {}

    /** Begins the description of a runtime. */
    public static Builder builder(RuntimeOptions options) {
        return new Builder(options);
    }

    /** Describes a runtime. Not thread-safe. */
    public static final class Builder {

        final RuntimeOptions options;
        TimeSource time = TimeSource.system();
        JsonCodec codec = JsonCodec.standard();
        ObservationRegistry observations = ObservationRegistry.NOOP;
        Propagator propagator = Propagator.NOOP;
        CircuitBreakerRegistry circuitBreakers = CircuitBreakerRegistry.ofDefaults();
        RetryRegistry retries = RetryRegistry.ofDefaults();
        TimeLimiterRegistry timeLimiters = TimeLimiterRegistry.ofDefaults();

        @Nullable Telemetry telemetry;

        Supplier<RuntimeMetadata.@Nullable AppConnection> appConnection = () -> null;

        @Nullable DaprMetrics metrics;

        @Nullable LoopResources loops;

        List<ComponentFactory> factories = List.of();
        final List<ComponentManifest> components = new ArrayList<>();
        final List<ComponentManifest> defaults = new ArrayList<>();

        @Nullable ComponentManifest nameResolver;

        boolean speaksHttp = true;

        @Nullable ReloadListener reloadListener;

        boolean reloadsPoliciesAndEndpoints;

        @Nullable ManifestSource source;

        @Nullable Manifests manifests;

        PeerCredentials credentials = PeerCredentials.plaintext();
        Readiness readiness = new Readiness();
        Duration reloadPeriod = HotReload.DEFAULT_PERIOD;
        String defaultStore = "statestore";
        UnaryOperator<@Nullable String> environment = System::getenv;

        private Builder(RuntimeOptions options) {
            this.options = options;
        }

        public Builder time(TimeSource source) {
            time = source;
            return this;
        }

        /** The event loops to run on; they stay the caller's. The runtime's own by default. */
        public Builder eventLoops(LoopResources given) {
            loops = given;
            return this;
        }

        /** How typed values become JSON. */
        public Builder codec(JsonCodec json) {
            codec = json;
            return this;
        }

        /** Who watches; nobody by default. */
        public Builder observations(ObservationRegistry registry) {
            observations = registry;
            return this;
        }

        /** How the application is reached, for who asks the runtime's metadata. */
        public Builder appConnection(RuntimeMetadata.AppConnection connection) {
            return appConnection(() -> connection);
        }

        /** The same for an application that knows its port later; null until then. */
        public Builder appConnection(Supplier<RuntimeMetadata.@Nullable AppConnection> connection) {
            appConnection = connection;
            return this;
        }

        /** Measures what the runtime does, beside whoever watches; nothing by default. */
        public Builder metrics(@Nullable DaprMetrics measuring) {
            metrics = measuring;
            return this;
        }

        /** Who watches, in place of {@link #observations}. */
        public Builder telemetry(Telemetry given) {
            telemetry = given;
            return this;
        }

        /** How spans travel in headers, so that the application's spans are children of the call's; not by default. */
        public Builder propagator(Propagator tracing) {
            propagator = tracing;
            return this;
        }

        /** Where the circuit breakers of Resiliency manifests are registered. */
        public Builder circuitBreakers(CircuitBreakerRegistry registry) {
            circuitBreakers = registry;
            return this;
        }

        /** Where the retries of Resiliency manifests are registered. */
        public Builder retries(RetryRegistry registry) {
            retries = registry;
            return this;
        }

        /** Where the timeouts of Resiliency manifests are registered. */
        public Builder timeLimiters(TimeLimiterRegistry registry) {
            timeLimiters = registry;
            return this;
        }

        /** Factories that take the place of those on the class path of the same type and version. */
        public Builder factories(List<ComponentFactory> given) {
            factories = List.copyOf(given);
            return this;
        }

        /** A component beside those of manifests. */
        public Builder component(ComponentManifest component) {
            components.add(component);
            return this;
        }

        /** A component that is used only if no other has its name. */
        public Builder defaultComponent(ComponentManifest component) {
            defaults.add(component);
            return this;
        }

        /** How other applications are found if no Configuration says so. */
        public Builder defaultNameResolver(ComponentManifest resolver) {
            nameResolver = resolver;
            return this;
        }

        /** The component name of the store behind {@link InlayRuntime#state()}; {@code statestore} by default. */
        public Builder defaultStore(String name) {
            defaultStore = name;
            return this;
        }

        /** How the application is called; by HTTP if not said. Access control compares paths and verbs accordingly. */
        public Builder appProtocol(AppOptions.Protocol protocol) {
            speaksHttp = protocol != AppOptions.Protocol.GRPC && protocol != AppOptions.Protocol.GRPCS;
            return this;
        }

        /**
         * Brings changed manifests in while the runtime runs, unless a Configuration turns the feature {@code HotReload}
         * off. Without this it does not.
         *
         * @param listener hears what needs more than that
         * @param period from one full comparison to the next, beside those after changes in the resources folders
         */
        public Builder hotReload(ReloadListener listener, Duration period) {
            reloadListener = listener;
            reloadPeriod = period;
            return this;
        }

        /**
         * Hot reload takes changed HTTPEndpoints and Resiliency policies over too. Without this the listener is told that
         * they need a restart, which is what Dapr's sidecar does.
         */
        public Builder reloadsPoliciesAndEndpoints() {
            reloadsPoliciesAndEndpoints = true;
            return this;
        }

        /**
         * Where manifests come from, in place of the paths in the options.
         *
         * @param begin what it has given so far; the runtime is made of these
         */
        public Builder manifests(ManifestSource from, Manifests begin) {
            source = from;
            manifests = begin;
            return this;
        }

        /** How instances prove to each other who they are; not at all by default. */
        public Builder credentials(PeerCredentials proofs) {
            credentials = proofs;
            return this;
        }

        /** Where the runtime tells which of its parts are ready, beside those of others; a new one by default. */
        public Builder readiness(Readiness shared) {
            readiness = shared;
            return this;
        }

        /** Where environment variables are read; the process's own by default. */
        public Builder environment(UnaryOperator<@Nullable String> variables) {
            environment = variables;
            return this;
        }

        ManifestSource chosenSource() {
            ManifestSource chosen = source;
            if (chosen == null) {
                chosen = folders();
                source = chosen;
            }
            return chosen;
        }

        private FolderSource folders() {
            return new FolderSource(options.app(), options.resourcesPaths(), options.configPaths(), time);
        }

        /** Reads files if no manifests are given. */
        Manifests chosenManifests() {
            if (manifests != null) {
                return manifests;
            }
            FolderSource folders = folders();
            source = folders;
            return folders.readAll();
        }

        InitListener initListener() {
            return metrics == null ? InitListener.NONE : metrics.components();
        }

        PolicyListener policyListener() {
            return metrics == null ? PolicyListener.none() : metrics.policies();
        }

        Telemetry chosenTelemetry() {
            Telemetry chosen = telemetry == null ? ObservedTelemetry.of(observations, propagator) : telemetry;
            return metrics == null ? chosen : metrics.telemetry(chosen);
        }

        /**
         * Reads and checks all manifests. Reads files, so not for an event loop.
         *
         * @throws dev.inlay.component.InvalidManifestException with every fault of every manifest
         */
        public InlayRuntime build() {
            return DefaultInlayRuntime.of(this);
        }
    }
}
