package dev.inlay.error;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue of errors: code, category, HTTP and gRPC status and the text, in one place. Dapr's codes and texts are
 * part of the wire contract, clients match on them. Each code has a page under {@code docs/errors}.
 *
 * <p>One code may stand in several rows, with the status that fits each case.
 */
public enum ErrorCode {
    STATE_STORE_NOT_CONFIGURED(
            "ERR_STATE_STORE_NOT_CONFIGURED",
            Category.STATE,
            500,
            GrpcStatus.FAILED_PRECONDITION,
            "state store %s is not configured",
            Reason.of("DAPR_STATE_NOT_CONFIGURED", Reason.APP_ID)),
    STATE_STORE_NOT_FOUND(
            "ERR_STATE_STORE_NOT_FOUND",
            Category.STATE,
            400,
            GrpcStatus.INVALID_ARGUMENT,
            "state store %s is not found",
            Reason.of("DAPR_STATE_NOT_FOUND", Reason.APP_ID)),
    STATE_STORE_NOT_TRANSACTIONAL(
            "ERR_STATE_STORE_NOT_SUPPORTED",
            Category.STATE,
            500,
            GrpcStatus.UNIMPLEMENTED,
            "state store %s doesn't support transactions",
            Reason.of("DAPR_STATE_TRANSACTIONS_NOT_SUPPORTED")),
    STATE_STORE_NOT_QUERYABLE(
            "ERR_STATE_STORE_NOT_SUPPORTED",
            Category.STATE,
            500,
            GrpcStatus.INTERNAL,
            "state store does not support querying",
            Reason.of("DAPR_STATE_QUERYING_NOT_SUPPORTED")),
    STATE_STORE_TOO_MANY_TRANSACTIONS(
            "ERR_STATE_STORE_TOO_MANY_TRANSACTIONS",
            Category.STATE,
            400,
            GrpcStatus.INVALID_ARGUMENT,
            "the transaction contains %d operations, which is more than what the state store supports: %d",
            Reason.of("DAPR_STATE_TOO_MANY_TRANSACTIONS")),
    STATE_ILLEGAL_KEY(
            "ERR_MALFORMED_REQUEST",
            Category.STATE,
            400,
            GrpcStatus.INVALID_ARGUMENT,
            "input key/keyPrefix '%s' can't contain '||'",
            Reason.of("DAPR_STATE_ILLEGAL_KEY")),
    STATE_MALFORMED("ERR_MALFORMED_REQUEST", Category.STATE, 400, GrpcStatus.INVALID_ARGUMENT, "%s"),
    STATE_UNKNOWN_OPERATION(
            "ERR_NOT_SUPPORTED_STATE_OPERATION",
            Category.STATE,
            400,
            GrpcStatus.UNIMPLEMENTED,
            "operation type %s not supported"),
    STATE_GET("ERR_STATE_GET", Category.STATE, 500, GrpcStatus.INTERNAL, "fail to get %s from state store %s: %s"),
    STATE_SAVE("ERR_STATE_SAVE", Category.STATE, 500, GrpcStatus.INTERNAL, "failed saving state in state store %s: %s"),
    STATE_DELETE("ERR_STATE_DELETE", Category.STATE, 500, GrpcStatus.INTERNAL, "failed deleting state with key %s: %s"),
    STATE_BULK_GET(
            "ERR_STATE_BULK_GET",
            Category.STATE,
            500,
            GrpcStatus.INTERNAL,
            "failed getting states in bulk from state store %s: %s"),
    STATE_TRANSACTION(
            "ERR_STATE_TRANSACTION",
            Category.STATE,
            500,
            GrpcStatus.INTERNAL,
            "error while executing state transaction: %s"),
    STATE_QUERY(
            "ERR_STATE_QUERY",
            Category.STATE,
            500,
            GrpcStatus.INTERNAL,
            "state store %s query failed: %s",
            Reason.of("DAPR_STATE_QUERY_FAILED")),

    DIRECT_INVOKE(
            "ERR_DIRECT_INVOKE",
            Category.SERVICE_INVOCATION,
            500,
            GrpcStatus.INTERNAL,
            "failed to invoke, id: %s, err: %s"),
    DIRECT_INVOKE_NO_APP_ID(
            "ERR_DIRECT_INVOKE",
            Category.SERVICE_INVOCATION,
            404,
            GrpcStatus.NOT_FOUND,
            "failed getting app id either from the URL path or the header dapr-app-id"),
    DIRECT_INVOKE_NOT_READY(
            "ERR_DIRECT_INVOKE", Category.SERVICE_INVOCATION, 500, GrpcStatus.INTERNAL, "invoke API is not ready"),
    APP_UNHEALTHY(
            "ERR_DIRECT_INVOKE",
            Category.SERVICE_INVOCATION,
            500,
            GrpcStatus.INTERNAL,
            "app is not in a healthy state"),

    SECRET_STORES_NOT_CONFIGURED(
            "ERR_SECRET_STORES_NOT_CONFIGURED",
            Category.SECRET,
            500,
            GrpcStatus.FAILED_PRECONDITION,
            "secret store is not configured"),
    SECRET_STORE_NOT_FOUND(
            "ERR_SECRET_STORE_NOT_FOUND",
            Category.SECRET,
            401,
            GrpcStatus.INVALID_ARGUMENT,
            "failed finding secret store with key %s"),
    SECRET_GET(
            "ERR_SECRET_GET",
            Category.SECRET,
            500,
            GrpcStatus.INTERNAL,
            "failed getting secret with key %s from secret store %s: %s"),
    SECRET_GET_ALL(
            "ERR_SECRET_GET",
            Category.SECRET,
            500,
            GrpcStatus.INTERNAL,
            "failed getting secrets from secret store %s: %s"),
    SECRET_DENIED(
            "ERR_PERMISSION_DENIED",
            Category.SECRET,
            403,
            GrpcStatus.PERMISSION_DENIED,
            "access denied by policy to get \"%s\" from \"%s\""),

    PUBSUB_NAME_EMPTY(
            "ERR_PUBSUB_EMPTY",
            Category.PUBSUB,
            404,
            GrpcStatus.INVALID_ARGUMENT,
            "pubsub name is empty",
            Reason.of("DAPR_PUBSUB_NAME_EMPTY")),
    PUBSUB_NOT_FOUND(
            "ERR_PUBSUB_NOT_FOUND",
            Category.PUBSUB,
            404,
            GrpcStatus.INVALID_ARGUMENT,
            "pubsub %s is not found",
            Reason.of("DAPR_PUBSUB_NOT_FOUND")),
    OUTPUT_BINDING(
            "ERR_INVOKE_OUTPUT_BINDING",
            Category.BINDING,
            500,
            GrpcStatus.INTERNAL,
            "error invoking output binding %s: %s"),
    CONFIGURATION_STORES_NOT_CONFIGURED(
            "ERR_CONFIGURATION_STORE_NOT_CONFIGURED",
            Category.CONFIGURATION,
            500,
            GrpcStatus.FAILED_PRECONDITION,
            "configuration stores not configured"),
    LOCK_STORE_NOT_CONFIGURED(
            "ERR_LOCK_STORE_NOT_CONFIGURED",
            Category.LOCK,
            500,
            GrpcStatus.FAILED_PRECONDITION,
            "lock store is not configured"),
    LOCK_EXPIRY_NOT_POSITIVE(
            "ERR_MALFORMED_REQUEST",
            Category.LOCK,
            400,
            GrpcStatus.INVALID_ARGUMENT,
            "ExpiryInSeconds is not positive in lock store %s"),
    CRYPTO_PROVIDERS_NOT_CONFIGURED(
            "ERR_CRYPTO_PROVIDERS_NOT_CONFIGURED",
            Category.CRYPTO,
            500,
            GrpcStatus.INTERNAL,
            "crypto providers not configured"),
    ACTOR_NO_PLACEMENT(
            "ERR_ACTOR_NO_PLACEMENT",
            Category.ACTOR,
            400,
            GrpcStatus.UNAVAILABLE,
            "placement service is not configured"),
    JOB_SCHEDULE(
            "DAPR_SCHEDULER_SCHEDULE_JOB",
            Category.JOB,
            500,
            GrpcStatus.INTERNAL,
            "failed to schedule job due to: %s",
            Reason.of("DAPR_SCHEDULER_SCHEDULE_JOB", Reason.APP_ID, Reason.NAMESPACE)),
    JOB_GET(
            "DAPR_SCHEDULER_GET_JOB",
            Category.JOB,
            500,
            GrpcStatus.INTERNAL,
            "failed to get job due to: %s",
            Reason.of("DAPR_SCHEDULER_GET_JOB", Reason.APP_ID, Reason.NAMESPACE)),
    JOB_DELETE(
            "DAPR_SCHEDULER_DELETE_JOB",
            Category.JOB,
            500,
            GrpcStatus.INTERNAL,
            "failed to delete job due to: %s",
            Reason.of("DAPR_SCHEDULER_DELETE_JOB", Reason.APP_ID, Reason.NAMESPACE)),
    JOB_EMPTY(
            "DAPR_SCHEDULER_EMPTY",
            Category.JOB,
            400,
            GrpcStatus.INVALID_ARGUMENT,
            "Job is empty",
            Reason.of("DAPR_SCHEDULER_EMPTY", Reason.APP_ID, Reason.NAMESPACE)),
    JOB_NAME_EMPTY(
            "DAPR_SCHEDULER_JOB_NAME_EMPTY",
            Category.JOB,
            400,
            GrpcStatus.INVALID_ARGUMENT,
            "Name is empty",
            Reason.of("DAPR_SCHEDULER_JOB_NAME_EMPTY", Reason.APP_ID, Reason.NAMESPACE)),
    JOB_LIST(
            "DAPR_SCHEDULER_LIST_JOBS",
            Category.JOB,
            500,
            GrpcStatus.INTERNAL,
            "failed to list jobs due to: %s",
            Reason.of("DAPR_SCHEDULER_LIST_JOBS", Reason.APP_ID, Reason.NAMESPACE)),
    JOB_NAME_TWICE(
            "DAPR_SCHEDULER_JOB_NAME",
            Category.JOB,
            400,
            GrpcStatus.INVALID_ARGUMENT,
            "Set the job name in the url only",
            Reason.of("DAPR_SCHEDULER_JOB_NAME", Reason.APP_ID)),
    JOB_SCHEDULE_EMPTY(
            "DAPR_SCHEDULER_SCHEDULE_EMPTY",
            Category.JOB,
            400,
            GrpcStatus.INVALID_ARGUMENT,
            "Schedule is empty",
            Reason.of("DAPR_SCHEDULER_SCHEDULE_EMPTY", Reason.APP_ID, Reason.NAMESPACE)),
    CONVERSATION_NOT_FOUND(
            "ERR_CONVERSATION_NOT_FOUND",
            Category.CONVERSATION,
            400,
            GrpcStatus.INVALID_ARGUMENT,
            "failed finding conversation component %s"),

    HEALTH_NOT_READY("ERR_HEALTH_NOT_READY", Category.HEALTH, 500, GrpcStatus.INTERNAL, "dapr is not ready: %s"),
    OUTBOUND_HEALTH_NOT_READY(
            "ERR_OUTBOUND_HEALTH_NOT_READY", Category.HEALTH, 500, GrpcStatus.INTERNAL, "dapr outbound is not ready"),
    HEALTH_APP_ID_NOT_MATCH(
            "ERR_HEALTH_APPID_NOT_MATCH", Category.HEALTH, 500, GrpcStatus.INTERNAL, "dapr app-id does not match"),

    MALFORMED_REQUEST(
            "ERR_MALFORMED_REQUEST",
            Category.COMMON,
            400,
            GrpcStatus.INVALID_ARGUMENT,
            "failed deserializing HTTP body: %s"),
    BODY_READ("ERR_BODY_READ", Category.COMMON, 400, GrpcStatus.INVALID_ARGUMENT, "failed to read request body: %s"),
    API_UNIMPLEMENTED(
            "ERR_API_UNIMPLEMENTED",
            Category.COMMON,
            501,
            GrpcStatus.UNIMPLEMENTED,
            "this API is currently not implemented"),
    APP_CHANNEL_NIL("ERR_APP_CHANNEL_NIL", Category.COMMON, 500, GrpcStatus.INTERNAL, "app channel is not initialized"),
    BAD_REQUEST("ERR_BAD_REQUEST", Category.COMMON, 400, GrpcStatus.INVALID_ARGUMENT, "invalid request: %s"),
    INTERNAL("ERR_INTERNAL", Category.COMMON, 500, GrpcStatus.INTERNAL, "%s");

    /** The building block an error belongs to. */
    public enum Category {
        STATE,
        SERVICE_INVOCATION,
        SECRET,
        PUBSUB,
        BINDING,
        CONFIGURATION,
        LOCK,
        CRYPTO,
        ACTOR,
        JOB,
        CONVERSATION,
        HEALTH,
        COMMON
    }

    /** The canonical status codes of gRPC, by their numbers on the wire. */
    public enum GrpcStatus {
        INVALID_ARGUMENT(3),
        DEADLINE_EXCEEDED(4),
        NOT_FOUND(5),
        ALREADY_EXISTS(6),
        PERMISSION_DENIED(7),
        RESOURCE_EXHAUSTED(8),
        FAILED_PRECONDITION(9),
        ABORTED(10),
        UNIMPLEMENTED(12),
        INTERNAL(13),
        UNAVAILABLE(14);

        private final int number;

        GrpcStatus(int number) {
            this.number = number;
        }

        /** The number on the wire. */
        public int number() {
            return number;
        }
    }

    /**
     * The code in the details of the newer errors.
     *
     * @param text {@code DAPR_…}
     * @param facts what the details tell about the runtime: {@link #APP_ID}, {@link #NAMESPACE}
     */
    public record Reason(String text, List<String> facts) {

        public static final String APP_ID = "appID";
        public static final String NAMESPACE = "namespace";

        static Reason of(String text, String... facts) {
            return new Reason(text, List.of(facts));
        }
    }

    private final String code;
    private final Category category;
    private final int httpStatus;
    private final GrpcStatus grpcStatus;
    private final String template;
    private final @Nullable Reason reason;

    ErrorCode(String code, Category category, int httpStatus, GrpcStatus grpcStatus, String template) {
        this(code, category, httpStatus, grpcStatus, template, null);
    }

    ErrorCode(
            String code,
            Category category,
            int httpStatus,
            GrpcStatus grpcStatus,
            String template,
            @Nullable Reason reason) {
        this.code = code;
        this.category = category;
        this.httpStatus = httpStatus;
        this.grpcStatus = grpcStatus;
        this.template = template;
        this.reason = reason;
    }

    /** The code on the wire, {@code ERR_…}. */
    public String code() {
        return code;
    }

    public Category category() {
        return category;
    }

    public int httpStatus() {
        return httpStatus;
    }

    public GrpcStatus grpcStatus() {
        return grpcStatus;
    }

    /** The code in the error's details; null for the older errors, which have none. */
    public @Nullable Reason reason() {
        return reason;
    }

    /** The text of this row with its arguments filled in. */
    public String text(Object... arguments) {
        return String.format(template, arguments);
    }
}
