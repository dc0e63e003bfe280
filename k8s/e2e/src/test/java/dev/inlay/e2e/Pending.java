package dev.inlay.e2e;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** A step of the walk-through that waits for a part of the platform which does not exist yet. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Pending.Condition.class)
@interface Pending {

    /** What it waits for. */
    String value();

    /** Reports the step and does not run it. */
    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return AnnotationSupport.findAnnotation(context.getElement(), Pending.class)
                    .map(pending -> ConditionEvaluationResult.disabled("waits for " + pending.value()))
                    .orElseGet(() -> ConditionEvaluationResult.enabled("not pending"));
        }
    }
}
