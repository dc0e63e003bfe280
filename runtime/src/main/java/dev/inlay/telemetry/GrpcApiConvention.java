package dev.inlay.telemetry;

import dev.inlay.message.GrpcOutcome;
import dev.inlay.telemetry.InlayObservation.ApiKeys;
import dev.inlay.telemetry.InlayObservation.ApiSpanKeys;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import org.jspecify.annotations.Nullable;

/** How calls of the gRPC API are named: by the keys of the HTTP API, so that both stand in one timer. */
final class GrpcApiConvention implements ObservationConvention<GrpcApiObservationContext> {

    private static final KeyValue PROTOCOL = ApiSpanKeys.PROTOCOL.withValue("grpc");
    private static final KeyValue VERB = ApiKeys.VERB.withValue("POST");

    @Override
    public boolean supportsContext(Observation.Context context) {
        return context instanceof GrpcApiObservationContext;
    }

    @Override
    public String getName() {
        return InlayObservation.API.getName();
    }

    @Override
    public String getContextualName(GrpcApiObservationContext context) {
        return context.method();
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(GrpcApiObservationContext context) {
        return KeyValues.of(VERB, ApiKeys.STATUS.withValue(status(context.outcome())));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(GrpcApiObservationContext context) {
        return KeyValues.of(
                PROTOCOL,
                ApiSpanKeys.API.withValue(context.method()),
                ApiSpanKeys.STATUS_CODE.withValue(status(context.outcome())));
    }

    private static String status(@Nullable GrpcOutcome outcome) {
        return outcome == null ? "none" : Integer.toString(outcome.httpStatus());
    }
}
