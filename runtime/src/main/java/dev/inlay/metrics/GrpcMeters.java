package dev.inlay.metrics;

import dev.inlay.telemetry.GrpcCalls;

/** Calls by gRPC, of one side. Thread-safe. */
final class GrpcMeters implements GrpcCalls {

    private final Meters.Count completed;
    private final Meters.Distribution received;
    private final Meters.Distribution sent;
    private final Meters.Distribution latency;

    private GrpcMeters(
            Meters.Count completed,
            Meters.Distribution received,
            Meters.Distribution sent,
            Meters.Distribution latency) {
        this.completed = completed;
        this.received = received;
        this.sent = sent;
        this.latency = latency;
    }

    /** What the servers have answered: the API's and the internal one. */
    static GrpcMeters served(Meters meters) {
        String method = "grpc_server_method";
        String status = "grpc_server_status";
        return new GrpcMeters(
                meters.counter(
                        "dapr_grpc_io_server_completed_rpcs", "Count of RPCs by method and status.", method, status),
                meters.size(
                        "dapr_grpc_io_server_received_bytes_per_rpc",
                        "Total bytes received across all messages per RPC.",
                        method),
                meters.size(
                        "dapr_grpc_io_server_sent_bytes_per_rpc",
                        "Total bytes sent in across all response messages per RPC.",
                        method),
                meters.latency(
                        "dapr_grpc_io_server_server_latency",
                        "Time between first byte of request received to last byte of response sent, or terminal error.",
                        method,
                        status));
    }

    /** What was asked of other instances and of the application. */
    static GrpcMeters made(Meters meters) {
        String method = "grpc_client_method";
        String status = "grpc_client_status";
        return new GrpcMeters(
                meters.counter(
                        "dapr_grpc_io_client_completed_rpcs", "Count of RPCs by method and status.", method, status),
                meters.size(
                        "dapr_grpc_io_client_received_bytes_per_rpc",
                        "Total bytes received across all response messages per RPC.",
                        method),
                meters.size(
                        "dapr_grpc_io_client_sent_bytes_per_rpc",
                        "Total bytes sent across all request messages per RPC.",
                        method),
                meters.latency(
                        "dapr_grpc_io_client_roundtrip_latency",
                        "Time between first byte of request sent to last byte of response received, or terminal error.",
                        method,
                        status));
    }

    @Override
    public void ended(String method, String status, long receivedBytes, long sentBytes, long nanos) {
        completed.increment(method, status);
        received.record(receivedBytes, method);
        sent.record(sentBytes, method);
        latency.record(Meters.millis(nanos), method, status);
    }
}
