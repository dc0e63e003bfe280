/**
 * Filters that check or bring tokens: {@code bearer}, {@code oauth2}, {@code oauth2clientcredentials}.
 */
@NullMarked
package dev.inlay.component.middleware.oauth;

import org.jspecify.annotations.NullMarked;
