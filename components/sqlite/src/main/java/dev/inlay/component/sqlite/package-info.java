/**
 * State in a SQLite file, {@code state.sqlite}, and what is common to all that is kept in such files.
 */
@NullMarked
package dev.inlay.component.sqlite;

import org.jspecify.annotations.NullMarked;
