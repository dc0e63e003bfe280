@NullMarked
package dev.inlay.blockhound;

import org.jspecify.annotations.NullMarked;
