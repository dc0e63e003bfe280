package dev.inlay.cli.run;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings that were given in one place: an application's part of a template, the part common to all, or the
 * flags of one command line. Knows where each value stands, so that a fault found later can still be pointed at.
 *
 * <p>Confined to one thread while it is filled; not changed afterwards.
 */
final class Section {

    private record Entry(Object value, String place) {}

    private final String place;
    private final String path;
    private final Path directory;
    private final boolean fromFlags;
    private final Map<Setting, Entry> entries = new EnumMap<>(Setting.class);

    private Section(String place, String path, Path directory, boolean fromFlags) {
        this.place = place;
        this.path = path;
        this.directory = directory;
        this.fromFlags = fromFlags;
    }

    /**
     * Part of a template.
     *
     * @param place file and line where the part begins
     * @param path the part's path in the file, as {@code apps[1]}
     * @param directory what relative paths of the template start from
     */
    static Section ofTemplate(String place, String path, Path directory) {
        return new Section(place, path, directory, false);
    }

    /** The flags of a command line; relative paths start from the working directory. */
    static Section ofFlags(Path workingDirectory) {
        return new Section("", "", workingDirectory, true);
    }

    void put(Setting setting, Object value, String valuePlace) {
        entries.put(setting, new Entry(value, valuePlace));
    }

    boolean has(Setting setting) {
        return entries.containsKey(setting);
    }

    Set<Setting> given() {
        return entries.keySet();
    }

    Path directory() {
        return directory;
    }

    @Nullable String text(Setting setting) {
        return value(setting, String.class);
    }

    /** The port; 0 when none is given. */
    int port(Setting setting) {
        Integer port = value(setting, Integer.class);
        return port == null ? 0 : Math.max(port, 0);
    }

    @Nullable LogDestination destination(Setting setting) {
        return value(setting, LogDestination.class);
    }

    List<String> texts(Setting setting) {
        List<?> texts = value(setting, List.class);
        return texts == null ? List.of() : texts.stream().map(String::valueOf).toList();
    }

    /** Names and values; the order is the template's. */
    Map<?, ?> map(Setting setting) {
        Map<?, ?> map = value(setting, Map.class);
        return map == null ? Map.of() : map;
    }

    private <T> @Nullable T value(Setting setting, Class<T> type) {
        Entry entry = entries.get(setting);
        return entry == null ? null : type.cast(entry.value());
    }

    /** A fault of a setting, whether it was given or is missing. */
    Fault fault(Setting setting, String problem) {
        Entry entry = entries.get(setting);
        return new Fault(entry == null ? place : entry.place(), nameOf(setting), problem);
    }

    private String nameOf(Setting setting) {
        if (fromFlags) {
            return setting.flag().isEmpty() ? setting.field() : setting.flag();
        }
        return path + "." + setting.field();
    }
}
