/**
 * Everything that Spring Boot moved between 3.5 and 4: health, connection details, web server, Jackson. Glue for Boot 4
 * stands beside this package; no other names these classes.
 */
@NullMarked
package dev.inlay.spring.boot3;

import org.jspecify.annotations.NullMarked;
