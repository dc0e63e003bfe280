/** Certificates for tests: an authority of their own, and programs with identities that can be changed while they run. */
@NullMarked
package dev.inlay.testkit.identity;

import org.jspecify.annotations.NullMarked;
