package dev.inlay.program.log;

/** How a line looks. */
@FunctionalInterface
interface LogFormat {

    /** Appends the line without its end. */
    void write(LogLine line, StringBuilder text);
}
