@NullMarked
package dev.inlay.samples.client;

import org.jspecify.annotations.NullMarked;
