@NullMarked
package dev.inlay.component.sqlite;

import org.jspecify.annotations.NullMarked;
