/** Numbers under Dapr's metric names and labels, so that boards and alerts made for Dapr show them. */
@NullMarked
package dev.inlay.metrics;

import org.jspecify.annotations.NullMarked;
