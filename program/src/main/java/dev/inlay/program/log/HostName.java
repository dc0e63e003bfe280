package dev.inlay.program.log;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The name of this host, as the kernel knows it. */
public final class HostName {

    private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");

    private HostName() {}

    /** Asks the kernel where it can: Java's own way asks the name service, which may take seconds. */
    public static String current() {
        try {
            return Files.readString(KERNEL).strip();
        } catch (IOException e) {
            return fromNameService();
        }
    }

    private static String fromNameService() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
