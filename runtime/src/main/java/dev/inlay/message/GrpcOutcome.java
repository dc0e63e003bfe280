package dev.inlay.message;

import java.util.List;

/**
 * How a call ended for an application that speaks gRPC. Callers by gRPC get it as it is; for callers by HTTP it is
 * translated, and this class knows the statuses.
 *
 * @param code the status code of gRPC, 0 to 16
 * @param message what the application says about it; empty if nothing
 * @param details what it says in messages of its own
 * @see <a href="https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto">code.proto</a>
 */
public record GrpcOutcome(int code, String message, List<Detail> details) {

    /** The call went well. */
    public static final GrpcOutcome OK = new GrpcOutcome(0, "", List.of());

    private static final int SERVER_ERROR = 500;
    private static final int[] HTTP_STATUS_BY_CODE = {
        200, 408, 500, 400, 504, 404, 409, 403, 429, 400, 409, 400, 501, 500, 503, 500, 401
    };

    public GrpcOutcome {
        details = List.copyOf(details);
    }

    /**
     * A message that explains an error.
     *
     * @param type its type URL, as {@code type.googleapis.com/google.rpc.ErrorInfo}
     * @param value its bytes; not copied, and must not change
     */
    public record Detail(String type, byte[] value) {}

    public boolean isOk() {
        return code == 0;
    }

    /** The HTTP status of Dapr's table; 500 for a code that gRPC does not have. */
    public int httpStatus() {
        return code >= 0 && code < HTTP_STATUS_BY_CODE.length ? HTTP_STATUS_BY_CODE[code] : SERVER_ERROR;
    }
}
