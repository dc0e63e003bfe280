package dev.inlay.metrics;

import dev.inlay.telemetry.GrpcCalls;

/** Calls that the servers of gRPC have answered: the API's and the internal one. Thread-safe. */
final class GrpcMeters implements GrpcCalls {

    private static final String METHOD = "grpc_server_method";
    private static final String STATUS = "grpc_server_status";

    private final Meters.Count completed;
    private final Meters.Distribution received;
    private final Meters.Distribution sent;
    private final Meters.Distribution latency;

    GrpcMeters(Meters meters) {
        this.completed = meters.counter(
                "dapr_grpc_io_server_completed_rpcs", "Count of RPCs by method and status.", METHOD, STATUS);
        this.received = meters.size(
                "dapr_grpc_io_server_received_bytes_per_rpc",
                "Total bytes received across all messages per RPC.",
                METHOD);
        this.sent = meters.size(
                "dapr_grpc_io_server_sent_bytes_per_rpc",
                "Total bytes sent in across all response messages per RPC.",
                METHOD);
        this.latency = meters.latency(
                "dapr_grpc_io_server_server_latency",
                "Time between first byte of request received to last byte of response sent, or terminal error.",
                METHOD,
                STATUS);
    }

    @Override
    public void ended(String method, String status, long receivedBytes, long sentBytes, long nanos) {
        completed.increment(method, status);
        received.record(receivedBytes, method);
        sent.record(sentBytes, method);
        latency.record(Meters.millis(nanos), method, status);
    }
}
