package dev.inlay.program.flag;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a command line as Go's pflag does: {@code --name value}, {@code --name=value}, with one dash or two; a switch
 * takes a value only after {@code =}; a list takes commas and may be repeated; {@code --} ends the flags; what is no flag
 * is passed over.
 */
public final class FlagParser {

    private final Map<String, Flag> known = new HashMap<>();
    private final Map<String, Object> values = new HashMap<>();
    private final Set<String> given = new HashSet<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> arguments;
    private int next;
    private boolean helpWanted;

    /** @param flags all that are known */
    public FlagParser(List<Flag> flags, List<String> arguments) {
        this.arguments = arguments;
        for (Flag flag : flags) {
            known.put(flag.name(), flag);
            values.put(flag.name(), flag.kind().read(flag.defaultText()));
        }
    }

    /** @throws FlagMisuseException naming the first argument that is not understood */
    public ParsedFlags parse() throws FlagMisuseException {
        while (next < arguments.size() && !helpWanted) {
            String argument = arguments.get(next++);
            if (argument.equals("--")) {
                break;
            }
            if (argument.startsWith("-") && argument.length() == 2) {
                shorthand(argument);
            } else if (argument.startsWith("-") && argument.length() > 2) {
                flag(argument.startsWith("--") ? argument : "-" + argument);
            }
        }
        return new ParsedFlags(values, given, warnings, helpWanted);
    }

    private void shorthand(String argument) throws FlagMisuseException {
        if (!argument.equals("-h")) {
            throw new FlagMisuseException("unknown shorthand flag: '" + argument.charAt(1) + "' in " + argument);
        }
        helpWanted = true;
    }

    private void flag(String argument) throws FlagMisuseException {
        String nameAndValue = argument.substring(2);
        if (nameAndValue.startsWith("-") || nameAndValue.startsWith("=")) {
            throw new FlagMisuseException("bad flag syntax: " + argument);
        }
        int equals = nameAndValue.indexOf('=');
        String name = equals < 0 ? nameAndValue : nameAndValue.substring(0, equals);
        Flag flag = known.get(name);
        if (flag != null) {
            set(flag, equals < 0 ? valueAfter(flag) : nameAndValue.substring(equals + 1));
        } else if (name.equals("help")) {
            helpWanted = true;
        } else {
            throw new FlagMisuseException("unknown flag: --" + name);
        }
    }

    private String valueAfter(Flag flag) throws FlagMisuseException {
        if (flag.kind() == Kind.SWITCH) {
            return "true";
        }
        if (next == arguments.size()) {
            throw new FlagMisuseException("flag needs an argument: --" + flag.name());
        }
        return arguments.get(next++);
    }

    private void set(Flag flag, String text) throws FlagMisuseException {
        Object value;
        try {
            value = flag.kind().read(text);
        } catch (IllegalArgumentException e) {
            throw new FlagMisuseException(
                    "invalid argument \"" + text + "\" for \"--" + flag.name() + "\" flag: " + e.getMessage());
        }
        boolean isRepeated = !given.add(flag.name());
        values.merge(
                flag.name(), value, (before, now) -> isRepeated && before instanceof List ? joined(before, now) : now);
        if (flag.deprecation() != null && !isRepeated) {
            warnings.add("Flag --" + flag.name() + " has been deprecated, " + flag.deprecation());
        }
    }

    private static List<Object> joined(Object before, Object now) {
        List<Object> all = new ArrayList<>((List<?>) before);
        all.addAll((List<?>) now);
        return all;
    }
}
