package dev.inlay.cli.kubernetes;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The charts and the definitions that this program carries; Helm wants a chart as a folder. */
record PackedChart(Path folder) implements AutoCloseable {

    /** The name of the control plane's chart. */
    static final String CONTROL_PLANE = "inlay";

    private static final String FOLDER = "/kubernetes/";
    private static final String DEFINITIONS = FOLDER + "crds";

    /**
     * Copies a chart to a folder that goes away at the end.
     *
     * @param chart its folder in this program
     */
    static PackedChart unpack(String chart) {
        try {
            Path folder = Files.createTempDirectory("inlay-chart");
            for (String name : names(FOLDER + chart)) {
                Path copy = folder.resolve(name.substring(FOLDER.length() + chart.length() + 1));
                Files.createDirectories(Objects.requireNonNull(copy.getParent()));
                try (InputStream stream = open(name)) {
                    Files.copy(stream, copy);
                }
            }
            return new PackedChart(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of the definitions' files, for {@link #open}. */
    static List<String> definitions() {
        return names(DEFINITIONS);
    }

    static InputStream open(String name) {
        return Objects.requireNonNull(PackedChart.class.getResourceAsStream(name), name);
    }

    private static List<String> names(String folder) {
        try {
            URI place = Objects.requireNonNull(PackedChart.class.getResource(folder), folder)
                    .toURI();
            if (!"jar".equals(place.getScheme())) {
                return names(folder, Path.of(place));
            }
            try (FileSystem jar = FileSystems.newFileSystem(place, Map.of())) {
                return names(folder, jar.getPath(folder));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> names(String folder, Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            return files.filter(Files::isRegularFile)
                    .map(file ->
                            folder + "/" + place.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
