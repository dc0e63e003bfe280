package dev.inlay.telemetry;

import dev.inlay.telemetry.InlayObservation.ComponentKeys;
import dev.inlay.telemetry.InlayObservation.ComponentSpanKeys;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/** How operations on components are named. */
final class ComponentConvention implements ObservationConvention<ComponentObservationContext> {

    private static final String PREFIX = "inlay.";

    private final InlayObservation observation;
    private final String buildingBlock;

    ComponentConvention(InlayObservation observation) {
        this.observation = observation;
        this.buildingBlock = observation.getName().substring(PREFIX.length());
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
        return context instanceof ComponentObservationContext component && component.observation() == observation;
    }

    @Override
    public String getName() {
        return observation.getName();
    }

    @Override
    public String getContextualName(ComponentObservationContext context) {
        return buildingBlock + "/" + context.component() + "/" + context.operation();
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(ComponentObservationContext context) {
        return KeyValues.of(
                ComponentKeys.COMPONENT.withValue(context.component()),
                ComponentKeys.OPERATION.withValue(context.operation()));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(ComponentObservationContext context) {
        return KeyValues.of(
                ComponentSpanKeys.SYSTEM.withValue(buildingBlock),
                ComponentSpanKeys.NAME.withValue(context.component()));
    }
}
