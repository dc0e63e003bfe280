/** Which user of the system a program runs as. */
@NullMarked
package dev.inlay.program.user;

import org.jspecify.annotations.NullMarked;
