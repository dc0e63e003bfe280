package dev.inlay.component.middleware;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.inlay.component.InvalidComponentException;

/** Regular expressions of manifests, in Go's syntax. Their effort grows with the length of the text and no faster. */
public final class Patterns {

    private Patterns() {}

    /**
     * The expression of a metadata field.
     *
     * @throws InvalidComponentException if it is none, naming field, expression and what is wrong
     */
    public static Pattern compile(String field, String expression) {
        try {
            return Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new InvalidComponentException("metadata field '" + field + "' has '" + expression
                    + "' (expected: a regular expression, as ^/v1.0/invoke/): " + e.getDescription());
        }
    }
}
