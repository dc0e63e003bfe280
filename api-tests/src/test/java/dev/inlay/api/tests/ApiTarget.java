package dev.inlay.api.tests;

/** A runtime whose gRPC API is tested: ours, or daprd. */
interface ApiTarget extends AutoCloseable {

    int grpcPort();

    @Override
    void close();
}
