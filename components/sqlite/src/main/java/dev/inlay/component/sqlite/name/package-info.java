/**
 * Name resolution by a table that all instances of a machine share.
 */
@NullMarked
package dev.inlay.component.sqlite.name;

import org.jspecify.annotations.NullMarked;
