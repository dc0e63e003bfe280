/**
 * What BlockHound lets pass, in one class.
 */
@NullMarked
package dev.inlay.blockhound;

import org.jspecify.annotations.NullMarked;
