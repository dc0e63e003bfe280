package dev.inlay.component.sqlite;

import dev.inlay.state.StateStore;
import dev.inlay.state.StateValue;
import dev.inlay.state.StoreOperation;
import dev.inlay.state.StoreSet;
import dev.inlay.time.TimeSource;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A program that writes to a SQLite store without end and says on standard output, a line each, what has been
 * acknowledged: {@code set n} for key {@code single-n}, {@code all n} for a transaction that wrote n to
 * {@link #TOGETHER} keys. Made to be killed.
 */
final class AcknowledgingWriter {

    static final int TOGETHER = 5;

    private AcknowledgingWriter() {}

    public static void main(String[] arguments) {
        StateStore store = Stores.of(Path.of(arguments[0]), TimeSource.system());
        store.init().block();
        PrintStream acknowledgements = System.out;
        Flux<String> singles = Flux.range(0, Integer.MAX_VALUE)
                .flatMap(n -> store.set(new StoreSet("single-" + n, value(n))).thenReturn("set " + n), 64);
        Flux<String> together = Flux.range(0, Integer.MAX_VALUE)
                .concatMap(n -> store.transact(everywhere(n)).thenReturn("all " + n));
        Flux.merge(singles, together)
                .flatMap(line -> Mono.fromRunnable(() -> acknowledgements.println(line)), 1)
                .then()
                .block();
    }

    private static List<StoreOperation> everywhere(int n) {
        return IntStream.range(0, TOGETHER)
                .<StoreOperation>mapToObj(i -> new StoreSet("together-" + i, value(n)))
                .toList();
    }

    private static StateValue value(int n) {
        return StateValue.json(Integer.toString(n).getBytes(StandardCharsets.UTF_8));
    }
}
