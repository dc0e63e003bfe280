/** What a user sees: the packaged services and the command line, as processes of their own. */
@NullMarked
package dev.inlay.smoke;

import org.jspecify.annotations.NullMarked;
