package dev.inlay.e2e;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Prints a line for each step as it ends, and the whole at the end. */
public final class Summary implements TestExecutionListener {

    private final PrintStream out = System.out;
    private final Map<String, Integer> counts = new LinkedHashMap<>();
    private final List<String> lines = new ArrayList<>();

    @Override
    public void executionSkipped(TestIdentifier step, String reason) {
        tell(step, "pending", reason);
    }

    @Override
    public void executionFinished(TestIdentifier step, TestExecutionResult result) {
        String reason = result.getThrowable().map(Throwable::getMessage).orElse("");
        switch (result.getStatus()) {
            case SUCCESSFUL -> tell(step, "passed", "");
            case ABORTED -> tell(step, "aborted", reason);
            case FAILED -> tell(step, "FAILED", reason.lines().findFirst().orElse(""));
        }
    }

    private void tell(TestIdentifier step, String outcome, String reason) {
        if (step.isTest()) {
            counts.merge(outcome, 1, Integer::sum);
            String line = outcome + "  " + step.getDisplayName() + (reason.isEmpty() ? "" : ": " + reason);
            lines.add(line);
            out.println(line);
        }
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        if (!lines.isEmpty()) {
            out.println("\n== walk-through\n" + String.join("\n", lines));
            out.println("== " + counts);
        }
    }
}
