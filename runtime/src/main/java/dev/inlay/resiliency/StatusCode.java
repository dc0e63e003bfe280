package dev.inlay.resiliency;

/**
 * A status by which retry policies choose ({@code matching.httpStatusCodes}, {@code matching.gRPCStatusCodes}).
 *
 * @param protocol whose code it is
 * @param code the number
 */
public record StatusCode(Protocol protocol, int code) {

    /** Who gave the code. */
    public enum Protocol {
        HTTP,
        GRPC
    }

    public static StatusCode http(int code) {
        return new StatusCode(Protocol.HTTP, code);
    }

    public static StatusCode grpc(int code) {
        return new StatusCode(Protocol.GRPC, code);
    }
}
