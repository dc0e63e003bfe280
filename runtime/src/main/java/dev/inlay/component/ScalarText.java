package dev.inlay.component;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Values of a manifest as the text that Dapr makes of them: it turns YAML into JSON and takes the JSON, so {@code 1.50}
 * becomes {@code 1.5}, {@code 010} becomes {@code 8} and a map becomes a JSON object.
 */
final class ScalarText {

    private static final BigInteger UNSIGNED_LONG_END = BigInteger.ONE.shiftLeft(64);

    private ScalarText() {}

    /** The text of any value; empty for null. */
    static String of(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        return value instanceof String text ? text : json(value);
    }

    private static String json(@Nullable Object value) {
        if (value == null) {
            return "null";
        } else if (value instanceof Map<?, ?> map) {
            Map<String, Object> sorted = new TreeMap<>();
            map.forEach((key, item) -> sorted.put(String.valueOf(key), item));
            return sorted.entrySet().stream()
                    .map(entry -> quote(entry.getKey()) + ":" + json(entry.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        } else if (value instanceof List<?> list) {
            return list.stream().map(ScalarText::json).collect(Collectors.joining(",", "[", "]"));
        } else if (value instanceof Number number) {
            return number(number);
        }
        return value instanceof Boolean ? value.toString() : quote(value.toString());
    }

    private static String number(Number value) {
        if (value instanceof BigInteger big) {
            boolean fits = big.bitLength() < Long.SIZE || (big.signum() > 0 && big.compareTo(UNSIGNED_LONG_END) < 0);
            return fits ? big.toString() : floating(big.doubleValue());
        }
        return value instanceof Double || value instanceof Float ? floating(value.doubleValue()) : value.toString();
    }

    /** As Go writes numbers in JSON: plain from 1e-6 up to 1e21, else with an exponent. */
    private static String floating(double value) {
        if (value == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        double size = Math.abs(value);
        if (size >= 1e-6 && size < 1e21) {
            return decimal.toPlainString();
        }
        String digits = decimal.unscaledValue().abs().toString();
        int exponent = digits.length() - 1 - decimal.scale();
        String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
        return (value < 0 ? "-" : "") + digits.charAt(0) + fraction + "e" + (exponent < 0 ? "" : "+") + exponent;
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }
}
