package dev.inlay.telemetry;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/** How calls by other applications are named. */
final class InvokeServerConvention implements ObservationConvention<InvokeServerObservationContext> {

    @Override
    public boolean supportsContext(Observation.Context context) {
        return context instanceof InvokeServerObservationContext;
    }

    @Override
    public String getName() {
        return InlayObservation.INVOKE_SERVER.getName();
    }

    @Override
    public String getContextualName(InvokeServerObservationContext context) {
        return InvokeNames.spanName(context.request());
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(InvokeServerObservationContext context) {
        return InvokeNames.timerKeys(context.request(), context.callerAppId(), context.response());
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(InvokeServerObservationContext context) {
        return InvokeNames.spanKeys(context.request());
    }
}
