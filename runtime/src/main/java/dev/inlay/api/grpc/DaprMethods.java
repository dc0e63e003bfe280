package dev.inlay.api.grpc;

import dev.inlay.peer.ByteArrayMarshaller;
import io.dapr.v1.DaprGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects the methods of the service {@code Dapr}. Not thread-safe. */
final class DaprMethods {

    private final List<ServerMethodDefinition<?, ?>> methods = new ArrayList<>();
    private final Map<String, ApiGroup> groups = new HashMap<>();

    <Q, A> DaprMethods add(ApiGroup group, MethodDescriptor<Q, A> method, ServerCallHandler<Q, A> handler) {
        MethodDescriptor<byte[], A> bytes = method.toBuilder(
                        ByteArrayMarshaller.INSTANCE, method.getResponseMarshaller())
                .build();
        methods.add(ServerMethodDefinition.create(bytes, new ParsingHandler<>(method, handler)));
        groups.put(method.getFullMethodName(), group);
        return this;
    }

    /** The same method under another name: Dapr has it by both. */
    static <Q, A> MethodDescriptor<Q, A> named(String name, MethodDescriptor<Q, A> method) {
        return method.toBuilder()
                .setFullMethodName(MethodDescriptor.generateFullMethodName(DaprGrpc.SERVICE_NAME, name))
                .setSchemaDescriptor(null)
                .build();
    }

    /** The part of the API that each method belongs to, by its full name. */
    Map<String, ApiGroup> groups() {
        return Map.copyOf(groups);
    }

    ServerServiceDefinition service() {
        ServiceDescriptor.Builder descriptor = ServiceDescriptor.newBuilder(DaprGrpc.SERVICE_NAME)
                .setSchemaDescriptor(DaprGrpc.getServiceDescriptor().getSchemaDescriptor());
        methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
        ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(descriptor.build());
        methods.forEach(service::addMethod);
        return service.build();
    }
}
