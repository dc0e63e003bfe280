/**
 * The operator: hands the resources of a namespace to its instances, keeps a Service for each application, converts the
 * versions of subscriptions and watches for pods without their sidecar.
 */
@NullMarked
package dev.inlay.controlplane.operator;

import org.jspecify.annotations.NullMarked;
