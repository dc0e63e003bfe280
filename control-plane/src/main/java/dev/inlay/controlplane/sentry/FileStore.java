package dev.inlay.controlplane.sentry;

import dev.inlay.controlplane.program.StartFailure;
import dev.inlay.controlplane.sentry.StoredBundle.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumMap;
import java.util.Map;

/** Files in a folder, readable for their owner alone. A file is replaced as a whole. */
final class FileStore implements BundleStore {

    private final Path folder;
    private final Map<Part, Path> files;

    /** @param names of the files; an absolute one is not in the folder */
    FileStore(Path folder, Map<Part, String> names) {
        this.folder = folder;
        this.files = new EnumMap<>(Part.class);
        names.forEach((part, name) -> files.put(part, folder.resolve(name)));
    }

    @Override
    public StoredBundle read() {
        Map<Part, String> parts = new EnumMap<>(Part.class);
        files.forEach((part, file) -> {
            try {
                parts.put(part, Files.readString(file));
            } catch (NoSuchFileException missing) {
                // Then there is no such part.
            } catch (IOException e) {
                throw new StartFailure(
                        SentryScopes.CA,
                        "the file " + file + " cannot be read: " + e + " (expected: a file that this"
                                + " user may read)",
                        e);
            }
        });
        return new StoredBundle(parts);
    }

    @Override
    public boolean write(StoredBundle bundle) {
        if (!Files.isDirectory(folder)) {
            throw new StartFailure(
                    SentryScopes.CA,
                    "the folder " + folder + " for the credentials of the issuer is not there (expected:"
                            + " --issuer-credentials with a folder that exists)");
        }
        files.forEach((part, file) -> {
            try {
                if (bundle.part(part).isPresent()) {
                    replace(file, bundle.part(part).orElseThrow());
                } else {
                    Files.deleteIfExists(file);
                }
            } catch (IOException e) {
                throw new StartFailure(SentryScopes.CA, "failed to write file " + file + ": " + e, e);
            }
        });
        return true;
    }

    private static void replace(Path file, String text) throws IOException {
        if (Files.exists(file) && Files.readString(file).equals(text)) {
            return;
        }
        Path next = Files.createTempFile(
                file.toAbsolutePath().getParent(),
                ".next",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(next, text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public String place() {
        return "the folder " + folder;
    }

    /** Nobody looks at files; the log has said it. */
    @Override
    public void announce(String reason, String message) {}
}
