package dev.inlay.program.log;

import java.util.SortedMap;
import java.util.TreeMap;

/** One JSON object, its keys by name. Characters that mean something in HTML are escaped, as Go does. */
final class JsonFormat implements LogFormat {

    private static final String ESCAPED = "<>&\u2028\u2029";

    @Override
    public void write(LogLine line, StringBuilder text) {
        SortedMap<String, Object> all = new TreeMap<>(line.fields());
        all.put("time", line.timeText());
        all.put("level", line.severity().written());
        all.put("msg", line.message());
        char before = '{';
        for (var field : all.entrySet()) {
            text.append(before);
            quote(field.getKey(), text);
            text.append(':');
            value(field.getValue(), text);
            before = ',';
        }
        text.append('}');
    }

    private static void value(Object value, StringBuilder text) {
        if (value instanceof Boolean || value instanceof Integer || value instanceof Long) {
            text.append(value);
        } else {
            quote(String.valueOf(value), text);
        }
    }

    private static void quote(String value, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            escape(value.charAt(i), text);
        }
        text.append('"');
    }

    private static void escape(char c, StringBuilder text) {
        switch (c) {
            case '"' -> text.append("\\\"");
            case '\\' -> text.append("\\\\");
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            case '\b' -> text.append("\\b");
            case '\f' -> text.append("\\f");
            default -> {
                if (c < ' ' || ESCAPED.indexOf(c) >= 0) {
                    text.append(String.format("\\u%04x", (int) c));
                } else {
                    text.append(c);
                }
            }
        }
    }
}
