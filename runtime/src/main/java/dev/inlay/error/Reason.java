package dev.inlay.error;

/** Puts failures into words. */
public final class Reason {

    private Reason() {}

    /** What an exception says, or its class if it says nothing. */
    public static String of(Throwable cause) {
        String message = cause.getMessage();
        return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
    }
}
