/**
 * The HTTP head. A request becomes an {@link dev.inlay.message.InvokeRequest}, passes the filters and is answered by the
 * endpoint of its route.
 */
@NullMarked
package dev.inlay.api.http;

import org.jspecify.annotations.NullMarked;
