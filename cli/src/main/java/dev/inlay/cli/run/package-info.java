/**
 * {@code inlay run}: from a template file or from flags ({@link dev.inlay.cli.run.Section}) to plans
 * ({@link dev.inlay.cli.run.AppPlan}), and from plans to supervised processes ({@link dev.inlay.cli.run.Supervisor}).
 */
@NullMarked
package dev.inlay.cli.run;

import org.jspecify.annotations.NullMarked;
