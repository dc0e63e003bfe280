/** Which application may call what of this one. Pure: identities and operations in, decisions out. */
@NullMarked
package dev.inlay.access;

import org.jspecify.annotations.NullMarked;
