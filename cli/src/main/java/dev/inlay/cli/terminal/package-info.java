/** How the command talks to the person, or the script, at the terminal. */
@NullMarked
package dev.inlay.cli.terminal;

import org.jspecify.annotations.NullMarked;
