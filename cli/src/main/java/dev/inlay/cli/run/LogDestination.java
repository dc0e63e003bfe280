package dev.inlay.cli.run;

/** Where an application's lines go; the names are those of the template. */
enum LogDestination {
    file,
    console,
    fileAndConsole;

    boolean toFile() {
        return this != console;
    }

    boolean toConsole() {
        return this != file;
    }
}
