/** Scenarios on a real Kubernetes. Each step says what a user does and what must then be seen. */
@NullMarked
package dev.inlay.e2e;

import org.jspecify.annotations.NullMarked;
