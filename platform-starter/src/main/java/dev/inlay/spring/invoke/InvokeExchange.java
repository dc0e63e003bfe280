package dev.inlay.spring.invoke;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a bean of a Spring HTTP interface whose calls go to another application by its app id:
 *
 * <pre>{@code
 * @InvokeExchange("order-service")
 * interface Orders {
 *
 *     @PostExchange("/neworder")
 *     Mono<Void> place(@RequestBody NewOrder order);
 *
 *     @GetExchange("/order")
 *     Order last();
 * }
 * }</pre>
 *
 * <p>Interfaces are found in the packages of the application (those of {@code @SpringBootApplication}). Methods may
 * return publishers or plain values; the latter wait for the answer and must not be called on an event loop. An interface
 * for which the application has a bean of its own is left alone.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface InvokeExchange {

    /** The app id: {@code id} or {@code id.namespace}. May hold placeholders, as {@code ${orders.app-id}}. */
    String value();
}
