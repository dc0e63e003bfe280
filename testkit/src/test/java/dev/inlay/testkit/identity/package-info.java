@NullMarked
package dev.inlay.testkit.identity;

import org.jspecify.annotations.NullMarked;
