package dev.inlay.api.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.inlay.error.ErrorCode;
import dev.inlay.error.ErrorDetail;
import dev.inlay.error.InlayException;
import dev.inlay.message.InvokeResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * The routes of blocks that this runtime does not have. Each answers as Dapr does where no component of the block is
 * configured, so a client meets the same error with both. A block that is built takes its rows out of this table.
 */
final class UnconfiguredBlocks {

    /** What Dapr says of jobs where no scheduler is named. */
    private static final String NO_SCHEDULER = "scheduler clients are disabled";

    private static final List<String> WORKFLOW_VERSIONS = List.of("v1.0-alpha1", "v1.0-beta1", "v1.0");

    /** What is wrong with a call whose body could be read. */
    private interface Refusal {
        InlayException of(Call call, Map<String, String> fields);
    }

    private UnconfiguredBlocks() {}

    static List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        publishing(routes);
        bindings(routes);
        configuration(routes);
        locks(routes);
        cryptography(routes);
        actors(routes);
        jobs(routes);
        workflows(routes);
        conversation(routes);
        return List.copyOf(routes);
    }

    private static void publishing(List<Route> routes) {
        Endpoint refused = refused(call -> {
            String name = call.parameter("pubsubname");
            return new InlayException(
                    ErrorCode.PUBSUB_NOT_FOUND,
                    ErrorCode.PUBSUB_NOT_FOUND.text(name),
                    null,
                    List.of(new ErrorDetail.Info("DAPR_PUBSUB_NOT_FOUND", call.metadata())));
        });
        routes.add(Route.of("PublishEvent", "POST PUT", "v1.0/publish/{pubsubname}/*", refused));
        routes.add(Route.of("BulkPublishEvent", "POST PUT", "v1.0-alpha1/publish/bulk/{pubsubname}/*", refused));
        routes.add(Route.of("BulkPublishEvent", "POST PUT", "v1.0/publish/bulk/{pubsubname}/*", refused));
    }

    private static void bindings(List<Route> routes) {
        routes.add(Route.of("InvokeBinding", "POST PUT", "v1.0/bindings/{name}", readFirst(Body.GO, (call, fields) -> {
            String name = call.parameter("name");
            return InlayException.of(
                    ErrorCode.OUTPUT_BINDING,
                    name,
                    fields.getOrDefault("operation", "").isEmpty()
                            ? "operation field is missing from request"
                            : "couldn't find output binding " + name);
        })));
    }

    private static void configuration(List<Route> routes) {
        Endpoint refused = refused(ErrorCode.CONFIGURATION_STORES_NOT_CONFIGURED);
        for (String version : List.of("v1.0-alpha1", "v1.0")) {
            String store = version + "/configuration/{storeName}";
            routes.add(Route.of("GetConfiguration", "GET", store, refused));
            routes.add(Route.of("SubscribeConfiguration", "GET", store + "/subscribe", refused));
            routes.add(Route.of(
                    "UnsubscribeConfiguration", "GET", store + "/{configurationSubscribeID}/unsubscribe", refused));
        }
    }

    private static void locks(List<Route> routes) {
        routes.add(Route.of("TryLock", "POST", "v1.0-alpha1/lock/{storeName}", readFirst(Body.PROTO, (call, fields) -> {
            String expiry = fields.getOrDefault("expiryinseconds", fields.getOrDefault("expiry_in_seconds", ""));
            return isPositive(expiry)
                    ? InlayException.of(ErrorCode.LOCK_STORE_NOT_CONFIGURED)
                    : InlayException.of(ErrorCode.LOCK_EXPIRY_NOT_POSITIVE, call.parameter("storeName"));
        })));
        routes.add(Route.of(
                "Unlock",
                "POST",
                "v1.0-alpha1/unlock/{storeName}",
                readFirst(Body.PROTO, ErrorCode.LOCK_STORE_NOT_CONFIGURED)));
    }

    private static boolean isPositive(String number) {
        return !number.isEmpty() && !number.startsWith("-") && !number.equals("0");
    }

    private static void cryptography(List<Route> routes) {
        Endpoint refused = refused(ErrorCode.CRYPTO_PROVIDERS_NOT_CONFIGURED);
        routes.add(Route.of("Encrypt", "PUT", "v1.0-alpha1/crypto/{name}/encrypt", refused));
        routes.add(Route.of("Decrypt", "PUT", "v1.0-alpha1/crypto/{name}/decrypt", refused));
        Endpoint unimplemented = readFirst(Body.PROTO, ErrorCode.API_UNIMPLEMENTED);
        for (String operation : List.of("GetKey", "Encrypt", "Decrypt", "WrapKey", "UnwrapKey", "Sign", "Verify")) {
            String path = "v1.0-alpha1/subtlecrypto/{name}/" + operation.toLowerCase(Locale.ROOT);
            routes.add(Route.of("Subtle" + operation, "POST", path, unimplemented));
        }
    }

    private static void actors(List<Route> routes) {
        String actor = "v1.0/actors/{actorType}/{actorId}";
        Endpoint refused = refused(ErrorCode.ACTOR_NO_PLACEMENT);
        Endpoint readFirst = readFirst(Body.GO, ErrorCode.ACTOR_NO_PLACEMENT);
        Endpoint deleted = readFirst(Body.PROTO, ErrorCode.ACTOR_NO_PLACEMENT);
        routes.add(Route.of(
                "ExecuteActorStateTransaction",
                "POST PUT",
                actor + "/state",
                readFirst(Body.GO_LIST, ErrorCode.ACTOR_NO_PLACEMENT)));
        routes.add(Route.of("InvokeActor", "GET POST DELETE PUT", actor + "/method/{method}", refused));
        routes.add(Route.of("GetActorState", "GET", actor + "/state/{key}", refused));
        routes.add(Route.of("RegisterActorReminder", "POST PUT", actor + "/reminders/{name}", readFirst));
        routes.add(Route.of("RegisterActorTimer", "POST PUT", actor + "/timers/{name}", readFirst));
        routes.add(Route.of("UnregisterActorReminder", "DELETE", actor + "/reminders/{name}", deleted));
        routes.add(Route.of("UnregisterActorTimer", "DELETE", actor + "/timers/{name}", deleted));
        routes.add(Route.of("GetActorReminder", "GET", actor + "/reminders/{name}", refused));
    }

    private static void jobs(List<Route> routes) {
        Endpoint scheduled = readFirst(Body.PROTO, (call, fields) -> {
            if (!fields.getOrDefault("name", "").isEmpty()) {
                return InlayException.of(ErrorCode.JOB_NAME_TWICE);
            }
            boolean timed =
                    fields.containsKey("schedule") || fields.containsKey("duetime") || fields.containsKey("due_time");
            return timed
                    ? InlayException.of(ErrorCode.JOB_SCHEDULE, NO_SCHEDULER)
                    : InlayException.of(ErrorCode.JOB_SCHEDULE_EMPTY);
        });
        for (String version : List.of("v1.0-alpha1", "v1.0")) {
            String job = version + "/jobs/{name}";
            routes.add(Route.of("ScheduleJob", "POST", job, scheduled));
            routes.add(Route.of(
                    "DeleteJob", "DELETE", job, refused(any -> InlayException.of(ErrorCode.JOB_DELETE, NO_SCHEDULER))));
            routes.add(
                    Route.of("GetJob", "GET", job, refused(any -> InlayException.of(ErrorCode.JOB_GET, NO_SCHEDULER))));
        }
    }

    private static void workflows(List<Route> routes) {
        Endpoint refused = refused(ErrorCode.ACTOR_NO_PLACEMENT);
        Endpoint readFirst = readFirst(Body.PROTO, ErrorCode.ACTOR_NO_PLACEMENT);
        for (String version : WORKFLOW_VERSIONS) {
            String workflow = version + "/workflows/{workflowComponent}/";
            String instance = workflow + "{instanceID}";
            routes.add(Route.of("GetWorkflow", "GET", instance, refused));
            routes.add(Route.of("RaiseEventWorkflow", "POST", instance + "/raiseEvent/{eventName}", refused));
            routes.add(Route.of("StartWorkflow", "POST", workflow + "{workflowName}/start", refused));
            for (String change : List.of("Pause", "Resume", "Terminate", "Purge")) {
                routes.add(Route.of(
                        change + "Workflow", "POST", instance + "/" + change.toLowerCase(Locale.ROOT), readFirst));
            }
        }
    }

    private static void conversation(List<Route> routes) {
        Endpoint refused = readFirst(
                Body.PROTO,
                (call, fields) -> InlayException.of(ErrorCode.CONVERSATION_NOT_FOUND, call.parameter("name")));
        routes.add(Route.of("Converse", "POST", "v1.0-alpha1/conversation/{name}/converse", refused));
        routes.add(Route.of("Converse", "POST", "v1.0-alpha2/conversation/{name}/converse", refused));
    }

    private static Endpoint refused(ErrorCode code) {
        return refused(any -> InlayException.of(code));
    }

    /** Refuses without a look at the body. */
    private static Endpoint refused(Function<Call, InlayException> refusal) {
        return call -> {
            call.request().body().release();
            return Mono.error(refusal.apply(call));
        };
    }

    private static Endpoint readFirst(Body kind, ErrorCode code) {
        return readFirst(kind, (call, fields) -> InlayException.of(code));
    }

    /** Refuses a body that cannot be read, and the call if it can. */
    private static Endpoint readFirst(Body kind, Refusal refusal) {
        return call -> Bodies.bytes(call.request(), kind.unreadable)
                .flatMap(body -> Mono.<InvokeResponse>error(refusal.of(call, kind.read(body))));
    }

    /** What Dapr makes of a body before it asks a block. */
    private enum Body {
        /** An object, which must be there. */
        GO(ErrorCode.MALFORMED_REQUEST),
        /** A list, which must be there. */
        GO_LIST(ErrorCode.MALFORMED_REQUEST),
        /** An object, which may be missing. */
        PROTO(ErrorCode.BODY_READ);

        private final ErrorCode unreadable;

        Body(ErrorCode unreadable) {
            this.unreadable = unreadable;
        }

        /** The plain values of the object by their names in lower case; empty for a list. */
        Map<String, String> read(byte[] body) {
            if (this == PROTO && body.length == 0) {
                return Map.of();
            }
            return Bodies.parse(body, ErrorCode.MALFORMED_REQUEST, json -> {
                JsonToken start = this == GO_LIST ? JsonToken.START_ARRAY : JsonToken.START_OBJECT;
                boolean opens = this == PROTO ? json.currentToken() == start : Bodies.opens(json, "the body", start);
                if (this == PROTO && !opens) {
                    throw Bodies.unexpected(json, "the body", "an object");
                }
                return opens ? fields(json) : Map.of();
            });
        }

        private Map<String, String> fields(JsonParser json) throws IOException {
            Map<String, String> fields = new HashMap<>();
            JsonToken end = this == GO_LIST ? JsonToken.END_ARRAY : JsonToken.END_OBJECT;
            while (json.nextToken() != end) {
                if (this == GO_LIST) {
                    Bodies.opens(json, "an item", JsonToken.START_OBJECT);
                    json.skipChildren();
                    continue;
                }
                String name = json.currentName().toLowerCase(Locale.ROOT);
                if (json.nextToken().isScalarValue() && json.currentToken() != JsonToken.VALUE_NULL) {
                    fields.put(name, json.getText());
                } else {
                    json.skipChildren();
                }
            }
            return fields;
        }
    }
}
