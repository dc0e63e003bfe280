package dev.inlay.telemetry;

import io.micrometer.observation.Observation;

/** An operation on a component that is observed. */
public final class ComponentObservationContext extends Observation.Context {

    private final InlayObservation observation;
    private final String component;
    private final String operation;

    public ComponentObservationContext(InlayObservation observation, String component, String operation) {
        this.observation = observation;
        this.component = component;
        this.operation = operation;
    }

    public InlayObservation observation() {
        return observation;
    }

    /** The component's name. */
    public String component() {
        return component;
    }

    /** What was asked: get, set, delete, … */
    public String operation() {
        return operation;
    }
}
