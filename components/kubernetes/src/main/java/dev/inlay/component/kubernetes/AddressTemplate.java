package dev.inlay.component.kubernetes;

import dev.inlay.component.InvalidComponentException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the address of an application is made of its id, its namespace and the internal port: text with {@code {{.ID}}},
 * {@code {{.Namespace}}} and {@code {{.Port}}} in it, which is as much of Go's templates as addresses need.
 */
final class AddressTemplate {

    private static final Pattern FIELD = Pattern.compile("\\{\\{-?\\s*(.*?)\\s*-?}}");
    private static final Pattern PORT = Pattern.compile("(.+):(\\d{1,5})");

    private final String text;

    /** A host name, with a dot at its end if no search list is to be tried, and a port. */
    record Place(String host, int port) {}

    private AddressTemplate(String text) {
        this.text = text;
    }

    /** The name that Dapr's operator gives to the service of an application. */
    static AddressTemplate ofServices(String clusterDomain) {
        // The dot at the end spares the lookups of the search list: five for each name, by Kubernetes' default.
        return new AddressTemplate("{{.ID}}-dapr.{{.Namespace}}.svc." + clusterDomain + ".:{{.Port}}");
    }

    /** @throws InvalidComponentException if there is something else in it */
    static AddressTemplate of(String text) {
        List<String> unknown = new ArrayList<>();
        Matcher field = FIELD.matcher(text);
        while (field.find()) {
            if (!List.of(".ID", ".Namespace", ".Port").contains(field.group(1))) {
                unknown.add(field.group());
            }
        }
        if (!unknown.isEmpty() || FIELD.matcher(text).replaceAll("").contains("{{")) {
            throw new InvalidComponentException("metadata field 'template' has '" + text
                    + "' (expected: text with {{.ID}}, {{.Namespace}} and {{.Port}}, as"
                    + " {{.ID}}-dapr.{{.Namespace}}.svc.cluster.local:{{.Port}})");
        }
        return new AddressTemplate(text);
    }

    Place place(String appId, String namespace, int port) {
        String address = FIELD.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        switch (found.group(1)) {
                            case ".ID" -> appId;
                            case ".Namespace" -> namespace;
                            default -> String.valueOf(port);
                        }));
        Matcher parts = PORT.matcher(address);
        return parts.matches() ? new Place(parts.group(1), Integer.parseInt(parts.group(2))) : new Place(address, port);
    }

    @Override
    public String toString() {
        return text;
    }
}
