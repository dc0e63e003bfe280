@NullMarked
package dev.inlay.component.middleware.oauth;

import org.jspecify.annotations.NullMarked;
