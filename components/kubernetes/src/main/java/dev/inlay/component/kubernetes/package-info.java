/** Components that Kubernetes itself provides: its secrets as a secret store, its services as name resolution. */
@NullMarked
package dev.inlay.component.kubernetes;

import org.jspecify.annotations.NullMarked;
