package dev.inlay.telemetry;

import dev.inlay.message.InvokeResponse;
import dev.inlay.telemetry.InlayObservation.ApiKeys;
import dev.inlay.telemetry.InlayObservation.ApiSpanKeys;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import org.jspecify.annotations.Nullable;

/** How requests of the HTTP API are named. */
final class ApiConvention implements ObservationConvention<ApiObservationContext> {

    private static final KeyValue PROTOCOL = ApiSpanKeys.PROTOCOL.withValue("http");

    @Override
    public boolean supportsContext(Observation.Context context) {
        return context instanceof ApiObservationContext;
    }

    @Override
    public String getName() {
        return InlayObservation.API.getName();
    }

    @Override
    public String getContextualName(ApiObservationContext context) {
        return "/" + context.request().method();
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(ApiObservationContext context) {
        return KeyValues.of(
                ApiKeys.VERB.withValue(InvokeNames.standardVerb(context.request())),
                ApiKeys.STATUS.withValue(status(context.response())));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(ApiObservationContext context) {
        return KeyValues.of(
                PROTOCOL,
                ApiSpanKeys.API.withValue(
                        context.request().verb() + " /" + context.request().method()),
                ApiSpanKeys.STATUS_CODE.withValue(status(context.response())));
    }

    private static String status(@Nullable InvokeResponse response) {
        return response == null ? "none" : Integer.toString(response.status());
    }
}
