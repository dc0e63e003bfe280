package dev.inlay.state;

import dev.inlay.error.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Some operations of a bulk request did not succeed; the others did. */
public final class BulkStateException extends StateStoreException {

    /** As many keys as a message can name and still be read. */
    private static final int SHOWN = 10;

    private final transient Map<String, Throwable> failures;

    /** The failures of a bulk write, by key; at least one. */
    public BulkStateException(Map<String, Throwable> failures) {
        this(ErrorCode.STATE_SAVE, failures);
    }

    /** The failures of a bulk request, by key; at least one. */
    BulkStateException(ErrorCode code, Map<String, Throwable> failures) {
        this(code, refusedEtag(failures.values()), failures);
    }

    private BulkStateException(ErrorCode code, @Nullable StateStoreException refusal, Map<String, Throwable> failures) {
        super(
                code,
                refusal == null ? code.httpStatus() : refusal.httpStatus(),
                refusal == null ? code.grpcStatus() : refusal.grpcStatus(),
                describe(failures),
                failures.values().iterator().next());
        this.failures = Map.copyOf(failures);
        List<Throwable> rest = new ArrayList<>(failures.values());
        rest.stream().skip(1).limit(SHOWN - 1).forEach(this::addSuppressed);
    }

    /** Why, by key. */
    public Map<String, Throwable> failures() {
        return failures;
    }

    /** Applies each operation and, when all have ended, fails if some did. */
    static Mono<Void> collect(List<StoreOperation> operations, Function<StoreOperation, Mono<Void>> apply) {
        return Mono.defer(() -> {
            Map<String, Throwable> failures = new ConcurrentHashMap<>();
            return Flux.fromIterable(operations)
                    .flatMap(operation -> apply.apply(operation).onErrorResume(error -> {
                        failures.put(operation.key(), error);
                        return Mono.empty();
                    }))
                    .then(Mono.defer(
                            () -> failures.isEmpty() ? Mono.empty() : Mono.error(new BulkStateException(failures))));
        });
    }

    /** The ETag that was refused, which decides the status of the whole, as with Dapr; null if none was. */
    private static @Nullable StateStoreException refusedEtag(Collection<Throwable> failures) {
        for (Throwable failure : failures) {
            if (failure instanceof EtagMismatchException || failure instanceof InvalidEtagException) {
                return (StateStoreException) failure;
            }
        }
        return null;
    }

    private static String describe(Map<String, Throwable> failures) {
        String shown = failures.entrySet().stream()
                .limit(SHOWN)
                .map(failure -> failure.getKey() + ": " + failure.getValue().getMessage())
                .collect(Collectors.joining("; "));
        String rest = failures.size() > SHOWN ? "; and " + (failures.size() - SHOWN) + " more" : "";
        return failures.size() + (failures.size() == 1 ? " operation" : " operations") + " failed: " + shown + rest;
    }
}
