/**
 * Manifests, their validation, and the lifecycle of the components they describe.
 */
@NullMarked
package dev.inlay.component;

import org.jspecify.annotations.NullMarked;
