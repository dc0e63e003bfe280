package dev.inlay.telemetry;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * Every observation that Inlay makes: the name of its timer and the keys on it. The reference page in the user guide is
 * generated from this enum.
 *
 * <p>Low-cardinality keys are on the timer and on the span, high-cardinality keys on the span only.
 */
public enum InlayObservation implements ObservationDocumentation {
    /** An operation of a state store. */
    STATE(
            "inlay.state",
            "state/<component>/<operation>",
            "An operation of a state store.",
            ComponentConvention.class,
            ComponentKeys.values(),
            ComponentSpanKeys.values()),
    /** A reading of a secret store by the application. */
    SECRETS(
            "inlay.secrets",
            "secrets/<component>/<operation>",
            "A reading of a secret store by the application.",
            ComponentConvention.class,
            ComponentKeys.values(),
            ComponentSpanKeys.values()),
    /** A call of another application, as the caller sees it. */
    INVOKE_CLIENT(
            "inlay.invoke.client",
            "CallLocal/<app id>/<method>",
            "A call of another application, as the caller sees it: retries included, until the answer begins.",
            InvokeClientConvention.class,
            InvokeKeys.values(),
            InvokeSpanKeys.values()),
    /** A call of this application by another, as the callee sees it. */
    INVOKE_SERVER(
            "inlay.invoke.server",
            "CallLocal/<app id>/<method>",
            "A call of this application by another, as the callee sees it: until the answer begins.",
            InvokeServerConvention.class,
            InvokeKeys.values(),
            InvokeSpanKeys.values()),
    /** A request of the API, by HTTP or gRPC. */
    API(
            "inlay.api",
            "<path>",
            "A request of Dapr's API: by HTTP until the answer begins, by gRPC until the call has ended.",
            ApiConvention.class,
            ApiKeys.values(),
            ApiSpanKeys.values());

    private final String name;
    private final String contextualName;
    private final String description;
    private final Class<? extends ObservationConvention<? extends Observation.Context>> convention;
    private final DescribedKey[] timerKeys;
    private final DescribedKey[] spanKeys;

    InlayObservation(
            String name,
            String contextualName,
            String description,
            Class<? extends ObservationConvention<? extends Observation.Context>> convention,
            DescribedKey[] timerKeys,
            DescribedKey[] spanKeys) {
        this.name = name;
        this.contextualName = contextualName;
        this.description = description;
        this.convention = convention;
        this.timerKeys = timerKeys;
        this.spanKeys = spanKeys;
    }

    /** The name of the timer. */
    @Override
    public String getName() {
        return name;
    }

    /** The form of the span's name. */
    @Override
    public String getContextualName() {
        return contextualName;
    }

    /** What is observed. */
    public String description() {
        return description;
    }

    @Override
    public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
        return convention;
    }

    @Override
    public DescribedKey[] getLowCardinalityKeyNames() {
        return timerKeys.clone();
    }

    @Override
    public DescribedKey[] getHighCardinalityKeyNames() {
        return spanKeys.clone();
    }

    /** A key with its meaning. */
    public interface DescribedKey extends KeyName {

        /** What its value says. */
        String description();
    }

    /** Keys of operations on a component. */
    public enum ComponentKeys implements DescribedKey {
        /** The component's name. */
        COMPONENT("component", "The component's name."),
        /** What was asked. */
        OPERATION("operation", "What was asked: `get`, `set`, `delete`, `bulk_get`, `transaction`, …");

        private final String key;
        private final String description;

        ComponentKeys(String key, String description) {
            this.key = key;
            this.description = description;
        }

        @Override
        public String asString() {
            return key;
        }

        @Override
        public String description() {
            return description;
        }
    }

    /** Keys on the spans of operations on a component: Dapr's attributes. */
    public enum ComponentSpanKeys implements DescribedKey {
        /** The building block. */
        SYSTEM("db.system", "The building block: `state` or `secrets`."),
        /** The component's name. */
        NAME("db.name", "The component's name.");

        private final String key;
        private final String description;

        ComponentSpanKeys(String key, String description) {
            this.key = key;
            this.description = description;
        }

        @Override
        public String asString() {
            return key;
        }

        @Override
        public String description() {
            return description;
        }
    }

    /** Keys of calls between applications. */
    public enum InvokeKeys implements DescribedKey {
        /** The other application. */
        APP_ID("app.id", "The other application; `unknown` if a caller does not say who it is."),
        /** The HTTP verb. */
        VERB("method", "The HTTP verb; `OTHER` for one that is not standard."),
        /** The HTTP status of the answer. */
        STATUS("status", "The HTTP status of the answer; `none` if there was none.");

        private final String key;
        private final String description;

        InvokeKeys(String key, String description) {
            this.key = key;
            this.description = description;
        }

        @Override
        public String asString() {
            return key;
        }

        @Override
        public String description() {
            return description;
        }
    }

    /** Keys on the spans of calls between applications: Dapr's attributes. */
    public enum InvokeSpanKeys implements DescribedKey {
        /** The kind of call. */
        SERVICE("rpc.service", "Always `ServiceInvocation`."),
        /** The path that was called. */
        METHOD("dapr.invoke_method", "The path that was called, without its query."),
        /** The application that was called. */
        PEER("net.peer.name", "The application that was called.");

        private final String key;
        private final String description;

        InvokeSpanKeys(String key, String description) {
            this.key = key;
            this.description = description;
        }

        @Override
        public String asString() {
            return key;
        }

        @Override
        public String description() {
            return description;
        }
    }

    /** Keys of requests of the API. */
    public enum ApiKeys implements DescribedKey {
        /** The HTTP verb. */
        VERB("method", "The HTTP verb; `OTHER` for one that is not standard."),
        /** The HTTP status of the answer. */
        STATUS("status", "The HTTP status of the answer; `none` if there was none.");

        private final String key;
        private final String description;

        ApiKeys(String key, String description) {
            this.key = key;
            this.description = description;
        }

        @Override
        public String asString() {
            return key;
        }

        @Override
        public String description() {
            return description;
        }
    }

    /** Keys on the spans of requests of the API: Dapr's attributes. */
    public enum ApiSpanKeys implements DescribedKey {
        /** The protocol of the API. */
        PROTOCOL("dapr.protocol", "`http` or `grpc`."),
        /** Verb and path. */
        API("dapr.api", "Verb and path, as `GET /v1.0/metadata`, or the full name of the method of gRPC."),
        /** The status. */
        STATUS_CODE("dapr.status_code", "The HTTP status of the answer; `none` if there was none.");

        private final String key;
        private final String description;

        ApiSpanKeys(String key, String description) {
            this.key = key;
            this.description = description;
        }

        @Override
        public String asString() {
            return key;
        }

        @Override
        public String description() {
            return description;
        }
    }
}
