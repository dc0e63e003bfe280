package dev.inlay.program.flag;

import org.jspecify.annotations.Nullable;

/**
 * One flag that is known.
 *
 * @param name without dashes
 * @param defaultText its value if it is not given, as it would be typed
 * @param usage what it is for
 * @param deprecation what to use in its place; null while it is not deprecated. A deprecated flag is left out of usage.
 */
public record Flag(
        String name,
        Kind kind,
        String defaultText,
        String usage,
        @Nullable String deprecation) {

    public static Flag text(String name, String defaultText, String usage) {
        return new Flag(name, Kind.TEXT, defaultText, usage, null);
    }

    public static Flag texts(String name, String usage) {
        return new Flag(name, Kind.TEXTS, "", usage, null);
    }

    public static Flag onOff(String name, boolean on, String usage) {
        return new Flag(name, Kind.SWITCH, String.valueOf(on), usage, null);
    }

    public static Flag number(String name, int defaultNumber, String usage) {
        return new Flag(name, Kind.NUMBER, String.valueOf(defaultNumber), usage, null);
    }

    public static Flag count(String name, int defaultNumber, String usage) {
        return new Flag(name, Kind.COUNT, String.valueOf(defaultNumber), usage, null);
    }

    public static Flag duration(String name, String defaultText, String usage) {
        return new Flag(name, Kind.DURATION, defaultText, usage, null);
    }

    public Flag deprecated(String instead) {
        return new Flag(name, kind, defaultText, usage, instead);
    }
}
