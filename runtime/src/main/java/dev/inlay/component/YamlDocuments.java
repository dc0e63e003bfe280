package dev.inlay.component;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.reader.UnicodeReader;

/**
 * Splits a file into its YAML documents and parses each on its own, so that a bad document does not hide the faults of
 * those after it.
 */
final class YamlDocuments {

    private YamlDocuments() {}

    /** One parsed document that is not empty. */
    record Document(ResourceSource source, Object content) {}

    /** The documents of one file. What cannot be parsed is added to the faults. */
    static List<Document> parse(String location, byte[] content, List<Fault> faults) {
        String text;
        try {
            text = decode(content);
        } catch (IOException e) {
            faults.add(new Fault(ResourceSource.of(location), "", "is not text in UTF-8 (expected: YAML in UTF-8)"));
            return List.of();
        }
        List<Document> documents = new ArrayList<>();
        int number = 1;
        for (Chunk chunk : split(text)) {
            number += parse(chunk, location, number, documents, faults);
        }
        return documents;
    }

    private static String decode(byte[] content) throws IOException {
        StringWriter text = new StringWriter(content.length);
        try (UnicodeReader reader = new UnicodeReader(new ByteArrayInputStream(content))) {
            reader.transferTo(text);
        }
        return text.toString();
    }

    /** Parses one chunk; returns how many documents it held, which is one unless it contains the end marker "...". */
    private static int parse(
            Chunk chunk, String location, int firstNumber, List<Document> documents, List<Fault> faults) {
        int count = 0;
        try {
            Iterator<@Nullable Object> parsed =
                    ManifestYaml.create().loadAll(chunk.text()).iterator();
            while (parsed.hasNext()) {
                Object content = parsed.next();
                if (content != null) {
                    documents.add(new Document(new ResourceSource(location, firstNumber + count), content));
                }
                count++;
            }
            return count;
        } catch (YAMLException e) {
            faults.add(new Fault(new ResourceSource(location, firstNumber + count), "", describe(e, chunk)));
            return count + 1;
        }
    }

    /** Says what and where, but quotes no line of the file: it may hold a secret. */
    private static String describe(YAMLException e, Chunk chunk) {
        if (!(e instanceof MarkedYAMLException marked)) {
            return "from line " + chunk.firstLine() + ": " + e.getMessage();
        }
        Mark mark = marked.getProblemMark() != null ? marked.getProblemMark() : marked.getContextMark();
        String context = marked.getContext() == null ? "" : marked.getContext() + ", ";
        String place = mark == null
                ? "from line " + chunk.firstLine()
                : "line " + (chunk.firstLine() + mark.getLine()) + ", column " + (mark.getColumn() + 1);
        return place + ": " + context + marked.getProblem() + " (expected: YAML)";
    }

    /** @param firstLine the number of its first line in the file, from 1 */
    private record Chunk(String text, int firstLine) {}

    /** Cuts before each line that starts a document. Directives and comments stay with the document they precede. */
    private static List<Chunk> split(String text) {
        List<Chunk> chunks = new ArrayList<>();
        StringBuilder current = new StringBuilder();
        boolean hasContent = false;
        int firstLine = 1;
        int lineNumber = 0;
        for (String line : text.lines().toList()) {
            lineNumber++;
            if (startsDocument(line) && hasContent) {
                chunks.add(new Chunk(current.toString(), firstLine));
                current.setLength(0);
                firstLine = lineNumber;
            }
            hasContent |= startsDocument(line) || !isPreamble(line);
            current.append(line).append('\n');
        }
        if (hasContent) {
            chunks.add(new Chunk(current.toString(), firstLine));
        }
        return chunks;
    }

    private static boolean startsDocument(String line) {
        return line.startsWith("---") && (line.length() == 3 || line.charAt(3) == ' ' || line.charAt(3) == '\t');
    }

    private static boolean isPreamble(String line) {
        return line.isBlank() || line.startsWith("%") || line.stripLeading().startsWith("#");
    }
}
