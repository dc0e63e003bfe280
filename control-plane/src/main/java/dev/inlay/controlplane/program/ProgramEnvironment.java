package dev.inlay.controlplane.program;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The environment variables of this process. */
@FunctionalInterface
public interface ProgramEnvironment extends UnaryOperator<@Nullable String> {}
