package dev.inlay.component.middleware;

import dev.inlay.component.ComponentContext;
import dev.inlay.component.ComponentFactory;
import dev.inlay.component.MetadataField;
import dev.inlay.middleware.HttpMiddleware;
import java.util.List;

/** Makes {@code middleware.http.routerchecker}: only requests whose path a rule describes. */
public final class RouterCheckerMiddlewareFactory implements ComponentFactory {

    private static final String RULE = "rule";

    @Override
    public String type() {
        return "middleware.http.routerchecker";
    }

    @Override
    public List<MetadataField> fields() {
        return List.of(MetadataField.string(RULE).asRequired());
    }

    @Override
    public HttpMiddleware create(ComponentContext context) {
        return new RouterCheckerMiddleware(
                Patterns.compile(RULE, context.metadata().get(RULE)));
    }
}
