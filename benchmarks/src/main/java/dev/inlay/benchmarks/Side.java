package dev.inlay.benchmarks;

import java.util.List;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * One way to do the same thing.
 *
 * @param name how it is called in the table
 * @param participants every process that works for a call
 * @param call makes one call; an error counts as a failed call
 */
record Side(String name, List<Participant> participants, Supplier<? extends Mono<?>> call) {

    Side {
        participants = List.copyOf(participants);
    }
}
