/**
 * The runtime inside a Spring Boot application.
 */
@NullMarked
package dev.inlay.spring;

import org.jspecify.annotations.NullMarked;
