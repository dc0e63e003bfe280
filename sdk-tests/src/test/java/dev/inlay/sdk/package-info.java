/** Dapr's SDKs, its sample applications and daprd, as neighbours of the sidecar program and of embedded applications. */
@NullMarked
package dev.inlay.sdk;

import org.jspecify.annotations.NullMarked;
