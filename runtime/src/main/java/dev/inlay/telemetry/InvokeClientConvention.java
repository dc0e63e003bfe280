package dev.inlay.telemetry;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/** How calls of other applications are named. */
final class InvokeClientConvention implements ObservationConvention<InvokeClientObservationContext> {

    @Override
    public boolean supportsContext(Observation.Context context) {
        return context instanceof InvokeClientObservationContext;
    }

    @Override
    public String getName() {
        return InlayObservation.INVOKE_CLIENT.getName();
    }

    @Override
    public String getContextualName(InvokeClientObservationContext context) {
        return InvokeNames.spanName(context.request());
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(InvokeClientObservationContext context) {
        return InvokeNames.timerKeys(context.request(), context.request().appId(), context.response());
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(InvokeClientObservationContext context) {
        return InvokeNames.spanKeys(context.request());
    }
}
