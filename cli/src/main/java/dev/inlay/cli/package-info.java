/** The {@code inlay} command: its subcommands and how it talks to the person at the terminal. */
@NullMarked
package dev.inlay.cli;

import org.jspecify.annotations.NullMarked;
