/**
 * Secrets of the machine: from a JSON file, or from the environment.
 */
@NullMarked
package dev.inlay.component.local.secret;

import org.jspecify.annotations.NullMarked;
