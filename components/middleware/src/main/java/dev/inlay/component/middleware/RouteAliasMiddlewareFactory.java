package dev.inlay.component.middleware;

import dev.inlay.component.ComponentContext;
import dev.inlay.component.ComponentFactory;
import dev.inlay.component.InvalidComponentException;
import dev.inlay.component.MetadataField;
import dev.inlay.middleware.HttpMiddleware;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Makes {@code middleware.http.routealias}: other names for paths. They are in the field {@code routes}, as a map in JSON or
 * YAML; or, in the old form, each in a field of its own.
 */
public final class RouteAliasMiddlewareFactory implements ComponentFactory {

    private static final Logger LOG = LoggerFactory.getLogger(RouteAliasMiddlewareFactory.class);

    private static final String ROUTES = "routes";

    @Override
    public String type() {
        return "middleware.http.routeralias";
    }

    @Override
    public List<MetadataField> fields() {
        return List.of(MetadataField.string(ROUTES));
    }

    @Override
    public boolean takesOtherFields() {
        return true;
    }

    @Override
    public HttpMiddleware create(ComponentContext context) {
        return new RouteAliasMiddleware(routes(context).entrySet().stream()
                .map(route -> Route.of(route.getKey(), route.getValue()))
                .toList());
    }

    private static Map<String, String> routes(ComponentContext context) {
        String document = context.metadata().find(ROUTES);
        if (document != null) {
            return read(document);
        }
        Map<String, String> fields = new LinkedHashMap<>(context.metadata().asMap());
        fields.keySet().removeIf(name -> !name.startsWith("/"));
        if (!fields.isEmpty()) {
            LOG.warn(
                    "component {} lists its routes as fields of their own, which is deprecated (expected: one field 'routes')",
                    context.displayName());
        }
        return fields;
    }

    private static Map<String, String> read(String document) {
        Object read;
        try {
            read = new Yaml(new SafeConstructor(new LoaderOptions())).load(document);
        } catch (YAMLException e) {
            throw unreadable(String.valueOf(e.getMessage()));
        }
        if (!(read instanceof Map<?, ?> map)) {
            throw unreadable("it is no map");
        }
        Map<String, String> routes = new LinkedHashMap<>();
        map.forEach((template, target) -> routes.put(String.valueOf(template), String.valueOf(target)));
        return routes;
    }

    private static InvalidComponentException unreadable(String problem) {
        return new InvalidComponentException(
                "metadata field 'routes' cannot be read (expected: a map in JSON or YAML, as {\"/orders/{id}\":"
                        + " \"/v1.0/invoke/orders/method/order\"}): " + problem);
    }
}
