package dev.inlay.telemetry;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * Every observation that Inlay makes: the name of its timer and the keys on it. The reference page in the user guide is
 * checked against this enum.
 */
public enum InlayObservation implements ObservationDocumentation {
    /** An operation of a state store. */
    STATE {
        @Override
        public String getName() {
            return "inlay.state";
        }

        @Override
        public String getContextualName() {
            return "state";
        }

        @Override
        public KeyName[] getLowCardinalityKeyNames() {
            return ComponentKeys.values();
        }
    },
    /** A call of another application, as the caller sees it. */
    INVOKE_CLIENT {
        @Override
        public String getName() {
            return "inlay.invoke.client";
        }

        @Override
        public String getContextualName() {
            return "invoke";
        }

        @Override
        public KeyName[] getLowCardinalityKeyNames() {
            return InvokeKeys.values();
        }
    },
    /** A call of this application by another, as the callee sees it. */
    INVOKE_SERVER {
        @Override
        public String getName() {
            return "inlay.invoke.server";
        }

        @Override
        public String getContextualName() {
            return "invoke";
        }

        @Override
        public KeyName[] getLowCardinalityKeyNames() {
            return InvokeKeys.values();
        }
    };

    /** Keys of operations on a component. */
    public enum ComponentKeys implements KeyName {
        /** The component's name. */
        COMPONENT {
            @Override
            public String asString() {
                return "component";
            }
        },
        /** What was asked: get, set, delete, bulk_get, transaction, … */
        OPERATION {
            @Override
            public String asString() {
                return "operation";
            }
        }
    }

    /** Keys of calls between applications. */
    public enum InvokeKeys implements KeyName {
        /** The other application. */
        APP_ID {
            @Override
            public String asString() {
                return "app.id";
            }
        },
        /** The HTTP verb. */
        VERB {
            @Override
            public String asString() {
                return "method";
            }
        },
        /** The HTTP status of the answer; {@code none} if there was none. */
        STATUS {
            @Override
            public String asString() {
                return "status";
            }
        }
    }
}
