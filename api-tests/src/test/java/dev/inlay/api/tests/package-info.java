@NullMarked
package dev.inlay.api.tests;

import org.jspecify.annotations.NullMarked;
