package dev.inlay.peer;

/**
 * A status code on the internal protocol as an HTTP status: from 100 it is one, up to 16 it is one of gRPC's.
 *
 * @see <a href="https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto">code.proto</a>
 */
final class GrpcHttpStatus {

    private static final int FIRST_HTTP = 100;
    private static final int LAST_HTTP = 599;
    private static final int SERVER_ERROR = 500;
    private static final int[] BY_GRPC_CODE = {
        200, 408, 500, 400, 504, 404, 409, 403, 429, 400, 409, 400, 501, 500, 503, 500, 401
    };

    private GrpcHttpStatus() {}

    static boolean isHttp(int code) {
        return code >= FIRST_HTTP;
    }

    /** The HTTP status; 500 for what is no status at all. */
    static int toHttp(int code) {
        if (isHttp(code)) {
            return code <= LAST_HTTP ? code : SERVER_ERROR;
        }
        return code >= 0 && code < BY_GRPC_CODE.length ? BY_GRPC_CODE[code] : SERVER_ERROR;
    }
}
