package dev.inlay.api.tests;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Calls with a stream in both directions, of which only the beginning is of interest. */
final class BidiCall {

    private BidiCall() {}

    /** All answers to one message, after which the caller says nothing more. */
    static <Q, A> Iterator<A> first(Channel channel, MethodDescriptor<Q, A> method, Q message) {
        CompletableFuture<List<A>> end = new CompletableFuture<>();
        List<A> answers = new ArrayList<>();
        StreamObserver<Q> call = ClientCalls.asyncBidiStreamingCall(
                channel.newCall(method, CallOptions.DEFAULT), new StreamObserver<>() {
                    @Override
                    public void onNext(A answer) {
                        answers.add(answer);
                    }

                    @Override
                    public void onError(Throwable error) {
                        end.completeExceptionally(error);
                    }

                    @Override
                    public void onCompleted() {
                        end.complete(answers);
                    }
                });
        call.onNext(message);
        try {
            return end.join().iterator();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException refused ? refused : e;
        }
    }
}
