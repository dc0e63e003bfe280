package dev.inlay.resiliency;

/** Hears what policies do; for metrics. Called on the threads of the operations, so it must be quick. */
public interface PolicyListener {

    /** A Resiliency manifest counts. */
    void loaded(String name, String namespace);

    /**
     * The policies of one target.
     *
     * @param target as {@code app_orders} or {@code Statestore_statestore}
     * @param flowDirection {@code outbound} or {@code inbound}
     */
    Target target(String target, String flowDirection);

    /** Hears what the policies of one target do. */
    interface Target {

        /**
         * A policy is around an operation.
         *
         * @param status the state of a circuit breaker, as {@code half-open}; else empty
         */
        void applied(Kind kind, String status);

        /** A policy had something to do: a first retry, a timeout, another state of a circuit breaker. */
        void activated(Kind kind, String status);
    }

    /** The kinds of policies, by their names in Dapr's metrics. */
    enum Kind {
        TIMEOUT("timeout"),
        RETRY("retry"),
        CIRCUIT_BREAKER("circuitbreaker");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** The name in metrics. */
        public String text() {
            return text;
        }
    }

    /** Nobody listens. */
    static PolicyListener none() {
        return NoPolicyListener.INSTANCE;
    }
}
