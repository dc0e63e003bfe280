package dev.inlay.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The path of a method, made safe before any policy looks at it: what is compared with rules and what is sent mean the
 * same place. Dapr's rules: percent-decoded; {@code .} and {@code ..} are resolved and never lead above the root;
 * {@code #}, {@code ?} and control bytes are refused wherever they are left.
 *
 * @param decoded the path without leading slash, decoded and resolved: what policies compare
 * @param encoded the same path for the request line; as it came, wherever nothing had to be resolved, but with what a
 *     request line may not hold percent-encoded
 */
public record MethodPath(String decoded, String encoded) {

    private static final String UNRESERVED = "-._~!$&'()*+,;=:@/";

    /**
     * Reads a raw path, without query and with or without leading slash.
     *
     * @throws InvalidMethodException if it holds what no path may hold, naming the path and what is wrong
     */
    public static MethodPath of(String raw) {
        String path = withoutLeadingSlashes(raw);
        String decoded = decode(path);
        String resolved = resolve(decoded);
        check(resolved);
        return new MethodPath(resolved, resolved.equals(decoded) ? encode(path, true) : encode(resolved, false));
    }

    /**
     * Reads a path that is no part of a URL, as that of a call by gRPC. Nothing in it is decoded: a percent sign is one.
     * Where it has to be part of a URL all the same, it stands there as with Dapr, what looks percent-encoded included;
     * that is resolved as well.
     *
     * @throws InvalidMethodException if it holds what no path may hold, naming the path and what is wrong
     */
    public static MethodPath ofPlain(String plain) {
        String path = withoutLeadingSlashes(plain);
        check(path);
        String resolved = resolve(path);
        return new MethodPath(resolved, of(encode(resolved, true)).encoded);
    }

    /**
     * The first percent sign of the plain path with what follows it, if that cannot be read as two hexadecimal digits;
     * null if there is none. Dapr cannot hand such a path to an application that speaks HTTP.
     */
    public static @Nullable String invalidEscape(String plain) {
        byte[] bytes = plain.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '%' && !isEncoded(bytes, i)) {
                return new String(bytes, i, Math.min(3, bytes.length - i), StandardCharsets.UTF_8);
            }
        }
        return null;
    }

    /**
     * The plain path that instances send one another. Decoded, but for slashes: those would divide the path elsewhere.
     */
    public String onTheWire() {
        String lower = encoded.toLowerCase(Locale.ROOT);
        if (!lower.contains("%2f")) {
            return decoded;
        }
        StringBuilder wire = new StringBuilder();
        int from = 0;
        for (int slash = lower.indexOf("%2f"); slash >= 0; slash = lower.indexOf("%2f", from)) {
            wire.append(decode(encoded.substring(from, slash))).append(encoded, slash, slash + 3);
            from = slash + 3;
        }
        return wire.append(decode(encoded.substring(from))).toString();
    }

    private static String decode(String path) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(path.length());
        byte[] text = path.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < text.length; i++) {
            int value = text[i];
            if (value == '%') {
                int high = i + 2 < text.length ? Character.digit(text[i + 1], 16) : -1;
                int low = high < 0 ? -1 : Character.digit(text[i + 2], 16);
                if (low < 0) {
                    throw new InvalidMethodException(
                            "method contains a percent sign without two hexadecimal digits: " + quote(path));
                }
                value = high << 4 | low;
                i += 2;
            }
            bytes.write(value);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static void check(String decoded) {
        for (int i = 0; i < decoded.length(); i++) {
            char c = decoded.charAt(i);
            if (c == '#' || c == '?' || c == 0) {
                throw new InvalidMethodException("method contains forbidden character: " + quote(decoded));
            } else if (c < 0x20 || c == 0x7f) {
                int position = decoded.substring(0, i).getBytes(StandardCharsets.UTF_8).length;
                throw new InvalidMethodException(
                        "method contains control character at position " + position + ": " + quote(decoded));
            }
        }
    }

    /** As Go quotes text, so that nothing in a log or an answer is a line break. */
    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            int escape = "\u0007\b\f\n\r\t\u000b\"\\".indexOf(c);
            if (escape >= 0) {
                quoted.append('\\').append("abfnrtv\"\\".charAt(escape));
            } else if (c < 0x20 || c == 0x7f) {
                quoted.append(String.format("\\x%02x", c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }

    private static String resolve(String decoded) {
        if (!decoded.contains(".")) {
            return decoded;
        }
        Deque<String> segments = new ArrayDeque<>();
        String last = "";
        for (String segment : decoded.split("/", -1)) {
            last = segment;
            if (segment.equals("..")) {
                segments.pollLast();
            } else if (!segment.equals(".")) {
                segments.addLast(segment);
            }
        }
        String resolved = String.join("/", segments);
        boolean isFolder = (last.equals(".") || last.equals("..")) && !resolved.isEmpty();
        return withoutLeadingSlashes(isFolder ? resolved + "/" : resolved);
    }

    /** A request line adds one; any that were left would be lost again on the way. */
    private static String withoutLeadingSlashes(String path) {
        int start = 0;
        while (start < path.length() && path.charAt(start) == '/') {
            start++;
        }
        return path.substring(start);
    }

    /**
     * A path that may be encoded or not, for the request line: what must not stand there is percent-encoded, and what is
     * percent-encoded already stays as it is. Without leading slashes. Dapr's instances send one another decoded paths.
     */
    public static String inRequestLine(String path) {
        return encode(withoutLeadingSlashes(path), true);
    }

    private static String encode(String path, boolean keepEncoded) {
        StringBuilder encoded = new StringBuilder(path.length() + 16);
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            byte value = bytes[i];
            boolean plain = (value >= 'a' && value <= 'z')
                    || (value >= 'A' && value <= 'Z')
                    || (value >= '0' && value <= '9')
                    || UNRESERVED.indexOf(value) >= 0;
            if (plain || (keepEncoded && isEncoded(bytes, i))) {
                encoded.append((char) value);
            } else {
                encoded.append('%')
                        .append(Character.toUpperCase(Character.forDigit(value >> 4 & 0xf, 16)))
                        .append(Character.toUpperCase(Character.forDigit(value & 0xf, 16)));
            }
        }
        return encoded.toString();
    }

    private static boolean isEncoded(byte[] bytes, int at) {
        return bytes[at] == '%'
                && at + 2 < bytes.length
                && Character.digit(bytes[at + 1], 16) >= 0
                && Character.digit(bytes[at + 2], 16) >= 0;
    }
}
