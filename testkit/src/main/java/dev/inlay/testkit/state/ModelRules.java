package dev.inlay.testkit.state;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Operations in any order do what a plain map would do. The sequences are generated from a seed that is printed; run
 * them again with {@code -Dinlay.kit.seed=<seed>}.
 */
interface ModelRules extends StateRules {

    int SEQUENCES = 15;
    int STEPS = 60;

    @Test
    default void generated_sequences_do_what_a_map_would_do() {
        long seed = Long.getLong("inlay.kit.seed", new Random().nextLong());
        LoggerFactory.getLogger(ModelRules.class).info("-Dinlay.kit.seed={}", seed);
        Random random = new Random(seed);
        for (int sequence = 0; sequence < SEQUENCES; sequence++) {
            StateModel model = new StateModel(underTest(), random, "app||model-" + sequence + "-");
            try {
                for (int step = 0; step < STEPS; step++) {
                    model.step();
                }
            } catch (Throwable failure) {
                throw new AssertionError(
                        "sequence " + sequence + " with -Dinlay.kit.seed=" + seed + " went wrong after\n"
                                + model.history(),
                        failure);
            }
        }
    }
}
