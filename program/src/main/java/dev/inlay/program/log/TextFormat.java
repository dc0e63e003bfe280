package dev.inlay.program.log;

/**
 * {@code time="…" level=info msg="…" app_id=x …}: time, level and message first, the other fields by name. A value is
 * quoted, as Go quotes, unless it consists of letters, digits and {@code -._/@^+}.
 */
final class TextFormat implements LogFormat {

    private static final String PLAIN = "-._/@^+";

    @Override
    public void write(LogLine line, StringBuilder text) {
        text.append("time=\"").append(line.timeText()).append('"');
        text.append(" level=").append(line.severity().written());
        text.append(" msg=");
        value(line.message(), text);
        line.fields().forEach((name, value) -> {
            text.append(' ').append(name).append('=');
            value(String.valueOf(value), text);
        });
    }

    private static void value(String value, StringBuilder text) {
        if (isPlain(value)) {
            text.append(value);
        } else {
            quote(value, text);
        }
    }

    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean letterOrDigit = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!letterOrDigit && PLAIN.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static void quote(String value, StringBuilder text) {
        text.append('"');
        value.codePoints().forEach(c -> escape(c, text));
        text.append('"');
    }

    private static void escape(int c, StringBuilder text) {
        switch (c) {
            case '"' -> text.append("\\\"");
            case '\\' -> text.append("\\\\");
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            case 0x07 -> text.append("\\a");
            case '\b' -> text.append("\\b");
            case '\f' -> text.append("\\f");
            case 0x0B -> text.append("\\v");
            default -> {
                if (isPrintable(c)) {
                    text.appendCodePoint(c);
                } else if (c < 0x80) {
                    text.append(String.format("\\x%02x", c));
                } else {
                    text.append(String.format(c < 0x10000 ? "\\u%04x" : "\\U%08x", c));
                }
            }
        }
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            default -> true;
        };
    }
}
