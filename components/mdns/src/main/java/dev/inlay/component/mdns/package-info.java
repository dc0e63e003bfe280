/**
 * Name resolution by multicast DNS, in the format that Dapr's instances speak.
 */
@NullMarked
package dev.inlay.component.mdns;

import org.jspecify.annotations.NullMarked;
