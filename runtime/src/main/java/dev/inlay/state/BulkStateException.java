package dev.inlay.state;

import dev.inlay.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Some operations of a bulk write did not succeed; the others did. */
public final class BulkStateException extends StateStoreException {

    private final transient Map<String, Throwable> failures;

    public BulkStateException(Map<String, Throwable> failures) {
        super(
                ErrorCode.STATE_SAVE,
                describe(failures),
                failures.values().iterator().next());
        this.failures = Map.copyOf(failures);
        List<Throwable> rest = new ArrayList<>(failures.values());
        rest.stream().skip(1).forEach(this::addSuppressed);
    }

    /** Why, by key. */
    public Map<String, Throwable> failures() {
        return failures;
    }

    static Mono<Void> collect(List<StoreOperation> operations, Function<StoreOperation, Mono<Void>> apply) {
        Map<String, Throwable> failures = new ConcurrentHashMap<>();
        return Flux.fromIterable(operations)
                .flatMap(operation -> apply.apply(operation).onErrorResume(error -> {
                    failures.put(operation.key(), error);
                    return Mono.empty();
                }))
                .then(Mono.defer(
                        () -> failures.isEmpty() ? Mono.empty() : Mono.error(new BulkStateException(failures))));
    }

    private static String describe(Map<String, Throwable> failures) {
        StringBuilder text = new StringBuilder().append(failures.size()).append(" operations failed:");
        failures.forEach((key, error) -> text.append(' ')
                .append(key)
                .append(": ")
                .append(error.getMessage())
                .append(';'));
        return text.toString();
    }
}
