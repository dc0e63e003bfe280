/** The API that Dapr's SDKs speak. The heads in its packages translate and do nothing else. */
@NullMarked
package dev.inlay.api;

import org.jspecify.annotations.NullMarked;
