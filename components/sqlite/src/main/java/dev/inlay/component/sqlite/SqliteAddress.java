package dev.inlay.component.sqlite;

import dev.inlay.component.InvalidComponentException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which database a connection string means. Takes what Dapr takes: a path, a path with a query ({@code data.db?mode=ro}),
 * a URI ({@code file:data.db?…}) or {@code :memory:}; among the query's parameters those of SQLite's own URIs, and
 * {@code _pragma=name(value)} in the manner of Dapr's driver.
 *
 * @param uri the address as SQLite takes it, {@code file:…}
 * @param file the file; null for a database in memory
 * @param readOnly whether it is opened for reading only
 * @param pragmas settings to make on every connection, as {@code synchronous(NORMAL)}
 */
public record SqliteAddress(String uri, @Nullable Path file, boolean readOnly, List<String> pragmas) {

    private static final Pattern PRAGMA = Pattern.compile("([A-Za-z_]+)(?:\\(([-\\w]*)\\)|=([-\\w]*))?");

    /** Settings that have metadata fields of their own, and those fields. Dapr refuses them here too. */
    private static final Map<String, String> FIELDS =
            Map.of("busy_timeout", "busyTimeout", "journal_mode", "disableWAL");

    /**
     * Reads a connection string.
     *
     * @throws InvalidComponentException if it makes no sense
     */
    public static SqliteAddress parse(String connectionString) {
        String text = connectionString.strip();
        if (text.isEmpty()) {
            throw new InvalidComponentException(
                    "metadata field 'connectionString' is empty (expected: the path of a SQLite file, as data.db)");
        }
        int question = text.indexOf('?');
        String location = question < 0 ? text : text.substring(0, question);
        String query = question < 0 ? "" : text.substring(question + 1);
        List<String> kept = new ArrayList<>();
        List<String> pragmas = new ArrayList<>();
        boolean readOnly = false;
        boolean memory = isMemory(location);
        for (String parameter : query.split("&")) {
            String lower = parameter.toLowerCase(Locale.ROOT);
            if (lower.startsWith("_pragma=")) {
                pragmas.add(pragma(decode(parameter.substring("_pragma=".length()))));
            } else if (!parameter.isEmpty() && !parameter.startsWith("_")) {
                kept.add(parameter);
                readOnly |= lower.equals("mode=ro") || lower.equals("immutable=1");
                memory |= lower.equals("mode=memory");
            }
        }
        String uri = (location.startsWith("file:") ? location : "file:" + location)
                + (kept.isEmpty() ? "" : "?" + String.join("&", kept));
        return new SqliteAddress(uri, memory ? null : path(location), readOnly, List.copyOf(pragmas));
    }

    /** The address of a file. */
    public static SqliteAddress of(Path file) {
        String escaped = file.toAbsolutePath()
                .toString()
                .replace("%", "%25")
                .replace("?", "%3f")
                .replace("#", "%23");
        return new SqliteAddress("file:" + escaped, file.toAbsolutePath(), false, List.of());
    }

    /** How messages name the database. */
    public String displayName() {
        return file == null ? "SQLite database in memory" : "SQLite file " + file;
    }

    private static boolean isMemory(String location) {
        return location.equals(":memory:") || location.equals("file::memory:");
    }

    private static String pragma(String text) {
        Matcher matcher = PRAGMA.matcher(text);
        if (!matcher.matches()) {
            throw new InvalidComponentException("metadata field 'connectionString' has _pragma=" + text
                    + " (expected: name(value), as synchronous(NORMAL))");
        }
        String field = FIELDS.get(matcher.group(1).toLowerCase(Locale.ROOT));
        if (field != null) {
            throw new InvalidComponentException("metadata field 'connectionString' has _pragma=" + text
                    + " (expected: the metadata field '" + field + "' instead)");
        }
        return text;
    }

    private static Path path(String location) {
        String plain = location;
        if (location.startsWith("file:")) {
            plain = location.substring("file:".length());
            // file:///path and file://localhost/path name the same file as file:/path.
            plain = plain.replaceFirst("^//(localhost)?(?=/)", "");
        }
        try {
            return Path.of(decode(plain.replace("+", "%2B"))).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw new InvalidComponentException("metadata field 'connectionString' has '" + location
                    + "' (expected: the path of a SQLite file): " + e.getReason());
        }
    }

    /** SQLite reads percent escapes in addresses; a percent sign that is none stands for itself. */
    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
