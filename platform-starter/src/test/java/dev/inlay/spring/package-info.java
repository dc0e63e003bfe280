@NullMarked
package dev.inlay.spring;

import org.jspecify.annotations.NullMarked;
