package dev.inlay.identity;

import java.security.KeyPair;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Fresh key pairs of one kind. The first can be made ahead: an RSA pair takes a young JVM one to two seconds, which pass
 * beside the rest of its start then. Thread-safe.
 */
public final class KeyPairs {

    private final KeyKind kind;
    private final AtomicReference<@Nullable CompletableFuture<KeyPair>> ahead;

    private KeyPairs(KeyKind kind, @Nullable CompletableFuture<KeyPair> ahead) {
        this.kind = kind;
        this.ahead = new AtomicReference<>(ahead);
    }

    /** Each is made when it is wanted. */
    public static KeyPairs of(KeyKind kind) {
        return new KeyPairs(kind, null);
    }

    /** The first is made from now on. */
    public static KeyPairs ahead(KeyKind kind, Executor executor) {
        return new KeyPairs(kind, CompletableFuture.supplyAsync(kind::generate, executor));
    }

    public KeyKind kind() {
        return kind;
    }

    /** A pair that nobody else gets. Takes as long as {@link KeyKind#generate}, so blocks. */
    public KeyPair next() {
        CompletableFuture<KeyPair> first = ahead.getAndSet(null);
        return first == null ? kind.generate() : first.join();
    }
}
