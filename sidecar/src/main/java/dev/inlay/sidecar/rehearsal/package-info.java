/** What a rehearsal of the sidecar needs around it: the requests of an application, and a Redis that is always there. */
@NullMarked
package dev.inlay.sidecar.rehearsal;

import org.jspecify.annotations.NullMarked;
