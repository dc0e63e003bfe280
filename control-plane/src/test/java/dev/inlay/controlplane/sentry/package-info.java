@NullMarked
package dev.inlay.controlplane.sentry;

import org.jspecify.annotations.NullMarked;
