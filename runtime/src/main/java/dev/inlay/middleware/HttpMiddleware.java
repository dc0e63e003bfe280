package dev.inlay.middleware;

import dev.inlay.component.Component;
import dev.inlay.component.ComponentCategory;
import dev.inlay.message.MessageFilter;

/**
 * A component of type {@code middleware.http.…}: a filter that a Configuration puts into the pipeline of the HTTP API
 * ({@code httpPipeline}) or before the application ({@code appHttpPipeline}). In the first, a request's method is the
 * whole path of the API, as {@code v1.0/state/statestore}.
 */
@ComponentCategory("middleware")
public interface HttpMiddleware extends Component, MessageFilter {}
