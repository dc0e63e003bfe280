package dev.inlay.error;

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
            "state store %s is not configured"),
    STATE_STORE_NOT_FOUND(
            "ERR_STATE_STORE_NOT_FOUND",
            Category.STATE,
            400,
            GrpcStatus.INVALID_ARGUMENT,
            "state store %s is not found"),
    STATE_STORE_NOT_TRANSACTIONAL(
            "ERR_STATE_STORE_NOT_SUPPORTED",
            Category.STATE,
            500,
            GrpcStatus.UNIMPLEMENTED,
            "state store %s doesn't support transactions"),
    STATE_STORE_NOT_QUERYABLE(
            "ERR_STATE_STORE_NOT_SUPPORTED",
            Category.STATE,
            500,
            GrpcStatus.INTERNAL,
            "state store %s doesn't support querying"),
    STATE_STORE_TOO_MANY_TRANSACTIONS(
            "ERR_STATE_STORE_TOO_MANY_TRANSACTIONS",
            Category.STATE,
            400,
            GrpcStatus.INVALID_ARGUMENT,
            "the transaction contains %d operations, which is more than what the state store supports: %d"),
    STATE_ILLEGAL_KEY(
            "ERR_MALFORMED_REQUEST",
            Category.STATE,
            400,
            GrpcStatus.INVALID_ARGUMENT,
            "input key/keyPrefix '%s' can't contain '||'"),
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
    STATE_QUERY("ERR_STATE_QUERY", Category.STATE, 500, GrpcStatus.INTERNAL, "state store %s query failed: %s"),

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

    APP_CHANNEL_NIL("ERR_APP_CHANNEL_NIL", Category.COMMON, 500, GrpcStatus.INTERNAL, "app channel is not initialized"),
    BAD_REQUEST("ERR_BAD_REQUEST", Category.COMMON, 400, GrpcStatus.INVALID_ARGUMENT, "invalid request: %s"),
    INTERNAL("ERR_INTERNAL", Category.COMMON, 500, GrpcStatus.INTERNAL, "%s");

    /** The building block an error belongs to. */
    public enum Category {
        STATE,
        SERVICE_INVOCATION,
        SECRET,
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

    private final String code;
    private final Category category;
    private final int httpStatus;
    private final GrpcStatus grpcStatus;
    private final String template;

    ErrorCode(String code, Category category, int httpStatus, GrpcStatus grpcStatus, String template) {
        this.code = code;
        this.category = category;
        this.httpStatus = httpStatus;
        this.grpcStatus = grpcStatus;
        this.template = template;
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

    /** The text of this row with its arguments filled in. */
    public String text(Object... arguments) {
        return String.format(template, arguments);
    }
}
