package dev.inlay.peer;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One call of any kind, as a caller sees it. */
final class ProxyClient extends ClientCall.Listener<byte[]> {

    /** How a call ended. */
    record End(Status status, Metadata trailers) {}

    final ClientCall<byte[], byte[]> call;
    final CompletableFuture<Metadata> headers = new CompletableFuture<>();
    final BlockingQueue<byte[]> answers = new LinkedBlockingQueue<>();
    final CompletableFuture<End> end = new CompletableFuture<>();
    final BlockingQueue<String> ready = new LinkedBlockingQueue<>();

    private ProxyClient(Channel channel, String method, CallOptions options) {
        call = channel.newCall(ScriptedApp.method(method), options);
    }

    static ProxyClient start(Channel channel, String method, Metadata headers, CallOptions options) {
        ProxyClient client = new ProxyClient(channel, method, options);
        client.call.start(client, headers);
        return client;
    }

    static ProxyClient start(Channel channel, String method, Metadata headers) {
        return start(channel, method, headers, CallOptions.DEFAULT);
    }

    /** The metadata that names an application. */
    static Metadata to(String appId) {
        Metadata headers = new Metadata();
        headers.put(ascii("dapr-app-id"), appId);
        return headers;
    }

    static Metadata.Key<String> ascii(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    /** Makes the whole of a unary call, up to the answer. */
    ProxyClient unary(String text) {
        call.request(2);
        call.sendMessage(text.getBytes(StandardCharsets.UTF_8));
        call.halfClose();
        return this;
    }

    void send(String text) {
        call.sendMessage(text.getBytes(StandardCharsets.UTF_8));
    }

    String answer() throws Exception {
        return text(answers);
    }

    static String text(BlockingQueue<byte[]> messages) throws Exception {
        byte[] message = messages.poll(TwoRuntimes.LIMIT.toSeconds(), TimeUnit.SECONDS);
        return message == null ? "(no message)" : new String(message, StandardCharsets.UTF_8);
    }

    static <T> T next(BlockingQueue<T> queue) throws Exception {
        T item = queue.poll(TwoRuntimes.LIMIT.toSeconds(), TimeUnit.SECONDS);
        if (item == null) {
            throw new AssertionError("nothing came");
        }
        return item;
    }

    /** The next message of the answer; a call that ends instead says how. */
    byte[] nextAnswer() throws Exception {
        byte[] answer = answers.poll(TwoRuntimes.LIMIT.toSeconds(), TimeUnit.SECONDS);
        if (answer == null) {
            throw new AssertionError(
                    end.isDone() ? "the call ended with " + end.get().status() : "nothing came, and the call is open");
        }
        return answer;
    }

    End end() throws Exception {
        return end.get(TwoRuntimes.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    Status status() throws Exception {
        return end().status();
    }

    @Override
    public void onHeaders(Metadata received) {
        headers.complete(received);
    }

    @Override
    public void onMessage(byte[] message) {
        answers.add(message);
    }

    @Override
    public void onReady() {
        ready.add("ready");
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        end.complete(new End(status, trailers));
    }
}
