package dev.inlay.sidecar;

import dev.inlay.program.flag.ParsedFlags;
import dev.inlay.program.flag.Quantity;

/**
 * How large messages may be. Zero and below stand for the default.
 *
 * @param body the largest body, in bytes
 * @param readBuffer the largest head of an HTTP request, in bytes
 */
record MessageSizes(int body, int readBuffer) {

    private static final int DEFAULT_BODY = 4 << 20;
    private static final int DEFAULT_READ_BUFFER = 4 << 10;

    /** @throws InvalidOptionException if one is no quantity */
    static MessageSizes of(ParsedFlags flags) {
        return new MessageSizes(
                size(flags, "max-body-size", "dapr-http-max-request-size", 1 << 20, DEFAULT_BODY),
                size(flags, "read-buffer-size", "dapr-http-read-buffer-size", 1 << 10, DEFAULT_READ_BUFFER));
    }

    private static int size(ParsedFlags flags, String flag, String oldFlag, long oldUnit, int defaultSize) {
        long size = !flags.isGiven(flag) && flags.isGiven(oldFlag)
                ? flags.number(oldFlag) * oldUnit
                : quantity(flag, flags.text(flag));
        return size > 0 ? (int) Math.min(size, Integer.MAX_VALUE) : defaultSize;
    }

    private static long quantity(String flag, String text) {
        try {
            return Quantity.bytes(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidOptionException(
                    "Failed to parse flags: invalid value for '" + flag + "' option: " + e.getMessage());
        }
    }
}
