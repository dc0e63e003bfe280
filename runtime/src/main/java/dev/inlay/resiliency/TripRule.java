package dev.inlay.resiliency;

import java.util.List;
import java.util.Map;
import org.projectnessie.cel.Env;
import org.projectnessie.cel.EnvOption;
import org.projectnessie.cel.Program;
import org.projectnessie.cel.checker.Decls;
import org.projectnessie.cel.common.types.BoolT;

/** Tells by a breaker's counts whether it opens. Thread-safe. */
@FunctionalInterface
interface TripRule {

    /** Dapr's default. */
    TripRule DEFAULT = counts -> counts.consecutiveFailures() > 5;

    boolean trips(Counts counts);

    /**
     * What a breaker has seen since its counts began.
     *
     * @param requests calls that were let through
     * @param totalSuccesses calls that succeeded
     * @param totalFailures calls that failed
     * @param consecutiveSuccesses successes since the last failure
     * @param consecutiveFailures failures since the last success
     */
    record Counts(
            long requests,
            long totalSuccesses,
            long totalFailures,
            long consecutiveSuccesses,
            long consecutiveFailures) {

        static final Counts ZERO = new Counts(0, 0, 0, 0, 0);

        Counts plusRequest() {
            return new Counts(requests + 1, totalSuccesses, totalFailures, consecutiveSuccesses, consecutiveFailures);
        }

        Counts minusRequest() {
            return new Counts(requests - 1, totalSuccesses, totalFailures, consecutiveSuccesses, consecutiveFailures);
        }

        Counts plusSuccess() {
            return new Counts(requests, totalSuccesses + 1, totalFailures, consecutiveSuccesses + 1, 0);
        }

        Counts plusFailure() {
            return new Counts(requests, totalSuccesses, totalFailures + 1, 0, consecutiveFailures + 1);
        }
    }

    /**
     * Reads a CEL expression over the fields of {@link Counts}, as {@code consecutiveFailures > 3}.
     *
     * @throws IllegalArgumentException if it is none or its result is not a boolean
     */
    static TripRule parse(String expression) {
        Env env = Env.newEnv(EnvOption.declarations(List.of(
                Decls.newVar("requests", Decls.Int),
                Decls.newVar("totalSuccesses", Decls.Int),
                Decls.newVar("totalFailures", Decls.Int),
                Decls.newVar("consecutiveSuccesses", Decls.Int),
                Decls.newVar("consecutiveFailures", Decls.Int))));
        Env.AstIssuesTuple compiled = env.compile(expression);
        if (compiled.hasIssues()) {
            throw new IllegalArgumentException("'" + expression + "' is not an expression over requests,"
                    + " totalSuccesses, totalFailures, consecutiveSuccesses and consecutiveFailures: "
                    + compiled.getIssues().toString().strip());
        }
        if (!Decls.Bool.equals(compiled.getAst().getResultType())) {
            throw new IllegalArgumentException(
                    "'" + expression + "' does not say yes or no (expected: a comparison, as consecutiveFailures > 5)");
        }
        Program program = env.program(compiled.getAst());
        // An evaluation that fails (a division by zero) gives an error value, which is not True: no trip, as in Dapr.
        return counts -> program.eval(Map.of(
                                "requests", counts.requests(),
                                "totalSuccesses", counts.totalSuccesses(),
                                "totalFailures", counts.totalFailures(),
                                "consecutiveSuccesses", counts.consecutiveSuccesses(),
                                "consecutiveFailures", counts.consecutiveFailures()))
                        .getVal()
                == BoolT.True;
    }
}
