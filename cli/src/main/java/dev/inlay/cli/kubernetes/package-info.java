/**
 * Commands on Kubernetes ({@code -k}). What picocli looks at names no class of the Kubernetes client, so that other
 * commands start without it; all that does is behind {@link dev.inlay.cli.kubernetes.Cluster}.
 */
@NullMarked
package dev.inlay.cli.kubernetes;

import org.jspecify.annotations.NullMarked;
