/** What the webhooks of the control plane have in common. */
@NullMarked
package dev.inlay.controlplane.webhook;

import org.jspecify.annotations.NullMarked;
