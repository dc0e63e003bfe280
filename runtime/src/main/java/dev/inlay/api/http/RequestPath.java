package dev.inlay.api.http;

import java.util.ArrayList;
import java.util.List;

/**
 * The path of a request, made the same for everybody who looks at it: without double slashes, {@code .} and {@code ..},
 * with every byte that a path may not hold percent-encoded. Whatever was percent-encoded stays so.
 *
 * <p>Of an invocation, {@code ..} leads at most to the root of the method: a caller addresses an application, and no path
 * below it may lead to another one or into the API.
 */
final class RequestPath {

    private static final String PUNCTUATION = "-._~!$&'()*+,;=:@/%";
    private static final boolean[] ALLOWED = new boolean[128];

    static {
        for (char c = 0; c < ALLOWED.length; c++) {
            ALLOWED[c] = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || PUNCTUATION.indexOf(c) >= 0;
        }
    }

    private RequestPath() {}

    /** Whether every percent sign is followed by two hexadecimal digits. */
    static boolean isWellFormed(String path) {
        for (int i = path.indexOf('%'); i >= 0; i = path.indexOf('%', i + 1)) {
            if (i + 2 >= path.length()
                    || Character.digit(path.charAt(i + 1), 16) < 0
                    || Character.digit(path.charAt(i + 2), 16) < 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * The path without leading slash. A slash at the end stays.
     *
     * @param raw a path in which each character stands for one byte, as it came over the wire
     */
    static String clean(String raw) {
        String path = raw.startsWith("/") ? raw.substring(1) : raw;
        return isClean(path) ? path : resolve(encode(path));
    }

    private static boolean isClean(String path) {
        char last = '/';
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c >= ALLOWED.length || !ALLOWED[c] || (last == '/' && (c == '/' || c == '.'))) {
                return false;
            }
            last = c;
        }
        return true;
    }

    private static String encode(String path) {
        StringBuilder encoded = new StringBuilder(path.length() + 16);
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c < ALLOWED.length && ALLOWED[c]) {
                encoded.append(c);
            } else {
                encoded.append('%').append(hexDigit(c >> 4)).append(hexDigit(c));
            }
        }
        return encoded.toString();
    }

    private static char hexDigit(int value) {
        return Character.toUpperCase(Character.forDigit(value & 0xf, 16));
    }

    private static String resolve(String path) {
        List<String> kept = new ArrayList<>();
        int root = 0;
        String last = "";
        for (String segment : path.split("/", -1)) {
            last = segment;
            if (segment.equals("..")) {
                if (kept.size() > root) {
                    kept.remove(kept.size() - 1);
                }
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                kept.add(segment);
                root = root == 0 && isRootOfMethod(kept) ? kept.size() : root;
            }
        }
        boolean folder = last.isEmpty() || last.equals(".") || last.equals("..");
        return String.join("/", kept) + (folder && !kept.isEmpty() ? "/" : "");
    }

    /** Whether these segments are {@code v1.0/invoke/<target>/method}, where a target may be a URL with slashes. */
    private static boolean isRootOfMethod(List<String> segments) {
        int size = segments.size();
        return size >= 4
                && segments.get(size - 1).equals("method")
                && segments.get(0).equals("v1.0")
                && segments.get(1).equals("invoke");
    }
}
