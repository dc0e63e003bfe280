package dev.inlay.component;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Ties what a building block calls for to what manifests write: components of this interface have types that begin with
 * this word and a dot. So a component can be found by its interface before it has been made.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface ComponentCategory {

    /** The first part of the type, as {@code state} of {@code state.redis}. */
    String value();
}
