package dev.inlay.component.middleware;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.inlay.component.InvalidComponentException;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.MethodPath;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An alias of a path.
 *
 * @param pattern what the whole decoded path must look like, with a group for each variable
 * @param variables the names of the variables, in the order of their groups
 * @param target where requests go instead, encoded, without leading slash
 */
record Route(Pattern pattern, List<String> variables, String target) {

    /**
     * Reads an alias. {@code {name}} stands for one segment of a path, {@code {name:expression}} for what the expression
     * describes; everything else for itself.
     *
     * @throws InvalidComponentException if the template or the target makes no sense
     */
    static Route of(String template, String target) {
        if (target.indexOf('?') >= 0 || target.indexOf('#') >= 0) {
            throw new InvalidComponentException("the route '" + template + "' leads to '" + target
                    + "' (expected: a path without query, as /v1.0/invoke/orders/method/order)");
        }
        StringBuilder expression = new StringBuilder("^");
        List<String> variables = new ArrayList<>();
        int at = 0;
        while (at < template.length()) {
            int open = template.indexOf('{', at);
            expression.append(Pattern.quote(template.substring(at, open < 0 ? template.length() : open)));
            at = open < 0 ? template.length() : addVariable(template, open, expression, variables);
        }
        Pattern pattern = Patterns.compile(template, expression.append('$').toString());
        if (pattern.groupCount() != variables.size()) {
            throw new InvalidComponentException("the route '" + template
                    + "' has a group in an expression (expected: groups that capture nothing, as (?:a|b))");
        }
        return new Route(pattern, variables, MethodPath.inRequestLine(target));
    }

    /** Reads the variable that opens here; returns where it has ended. */
    private static int addVariable(String template, int open, StringBuilder expression, List<String> variables) {
        int close = closing(template, open);
        String variable = template.substring(open + 1, close);
        int colon = variable.indexOf(':');
        variables.add(colon < 0 ? variable : variable.substring(0, colon));
        expression
                .append('(')
                .append(colon < 0 ? "[^/]+" : variable.substring(colon + 1))
                .append(')');
        return close + 1;
    }

    private static int closing(String template, int open) {
        int depth = 0;
        for (int i = open; i < template.length(); i++) {
            depth += template.charAt(i) == '{' ? 1 : template.charAt(i) == '}' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        throw new InvalidComponentException(
                "the route '" + template + "' has a brace that is not closed (expected: as /orders/{id})");
    }

    /** The request under its other path, with the variables in its query; null if the path is not this one. */
    @Nullable InvokeRequest follow(InvokeRequest request, String path) {
        Matcher matcher = pattern.matcher(path);
        if (!matcher.matches()) {
            return null;
        }
        QueryValues query = QueryValues.parse(request.query());
        for (int i = 0; i < variables.size(); i++) {
            query.add(variables.get(i), matcher.group(i + 1));
        }
        return request.withMethod(target).withQuery(query.encode());
    }
}
