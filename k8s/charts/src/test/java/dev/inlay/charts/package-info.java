/** What Helm makes of the charts: rendered as an installation does, read as Kubernetes does. */
@NullMarked
package dev.inlay.charts;

import org.jspecify.annotations.NullMarked;
