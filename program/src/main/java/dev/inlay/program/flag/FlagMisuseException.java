package dev.inlay.program.flag;

/** The command line is not understood. */
public final class FlagMisuseException extends Exception {

    FlagMisuseException(String message) {
        super(message);
    }
}
