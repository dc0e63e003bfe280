/** Who a program is, proven by certificates: SPIFFE identities, trust anchors, TLS between programs, and how sentry is asked. */
@NullMarked
package dev.inlay.identity;

import org.jspecify.annotations.NullMarked;
