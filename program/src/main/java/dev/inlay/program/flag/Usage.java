package dev.inlay.program.flag;

import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** The text of {@code --help}, in pflag's layout. */
public final class Usage {

    private static final Set<String> NOT_WORTH_SAYING = Set.of("", "0", "0s", "false");

    private Usage() {}

    /** @param program its name */
    public static String of(String program, List<Flag> flags) {
        List<Flag> shown = flags.stream()
                .filter(flag -> flag.deprecation() == null)
                .sorted(Comparator.comparing(Flag::name))
                .toList();
        int width = shown.stream().mapToInt(flag -> left(flag).length()).max().orElse(0);
        StringBuilder text = new StringBuilder("Usage of " + program + ":\n");
        for (Flag flag : shown) {
            String left = left(flag);
            text.append(left)
                    .append(" ".repeat(width + 3 - left.length()))
                    .append(flag.usage())
                    .append(defaultOf(flag))
                    .append('\n');
        }
        return text.toString();
    }

    private static String left(Flag flag) {
        String type = flag.kind().typeName();
        return "      --" + flag.name() + (type.isEmpty() ? "" : " " + type);
    }

    private static String defaultOf(Flag flag) {
        if (NOT_WORTH_SAYING.contains(flag.defaultText())) {
            return "";
        }
        String value = flag.kind() == Kind.TEXT ? "\"" + flag.defaultText() + "\"" : flag.defaultText();
        return " (default " + value + ")";
    }
}
