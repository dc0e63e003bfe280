package dev.inlay.testkit.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file of cases. Its lines:
 *
 * <pre>{@code
 * # a comment, as anything that begins with none of the following
 * @ api-token: secret          a directive, see WireSetup
 * ## what is promised          begins a case
 * > POST /v1.0/state/memory    begins a request: verb and target, as they are to stand in the request line
 * > content-type: text/plain   a header field; with :port: public, the request goes to the public port
 * >                            the body follows
 * > [{"key": "a"}]
 * < 200                        begins the reply that is expected: status,
 * < etag: $(=tag)              fields that must be there,
 * < !x-other                   fields that must not,
 * <
 * < {"a": 1}                   and the body; without one, there must be none
 * daprd< 204                   the reply that is expected of daprd, where it differs on purpose
 * }</pre>
 *
 * <p>{@code $(any)} stands for anything, {@code $(=name)} for anything that is remembered, {@code $(name)} for what was
 * remembered, {@code $(x*20)} for twenty times x. JSON bodies are compared as JSON: order of fields does not count; a
 * field {@code "$(more)"} lets others in, {@code "$(absent)"} as a value forbids the field.
 *
 * @param name its name, without folder
 */
record WireFile(String name, WireSetup setup, List<WireCase> cases) {

    /** One promise: exchanges one after the other. */
    record WireCase(String title, List<WireExchange> exchanges) {}

    /**
     * A request and the reply it must get.
     *
     * @param daprd the reply of daprd, where it differs; null if it does not
     * @param line where it stands in its file
     */
    record WireExchange(
            Message request, Message reply, @Nullable Message daprd, int line) {

        Message expectedOf(boolean isDaprd) {
            return isDaprd && daprd != null ? daprd : reply;
        }
    }

    /**
     * A request or reply as it stands in the file.
     *
     * @param start the first line: verb and target, or status
     * @param fields the header fields, as lines
     * @param body null if there is none
     */
    record Message(
            String start, List<String> fields, @Nullable String body) {}

    /** Reads a file that lies beside this class. */
    static WireFile read(String name) {
        try (InputStream stream = WireFile.class.getResourceAsStream(name)) {
            String text = new String(
                    Objects.requireNonNull(stream, () -> "no resource " + name).readAllBytes(), StandardCharsets.UTF_8);
            return new Parser(name).parse(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Parser {

        private final String name;
        private final WireSetup setup = new WireSetup();
        private final List<WireCase> cases = new ArrayList<>();
        private List<String> lines = List.of();
        private int at;

        Parser(String name) {
            this.name = name;
        }

        WireFile parse(String text) {
            lines = text.lines().toList();
            while (at < lines.size()) {
                String line = lines.get(at);
                if (line.startsWith("@ ")) {
                    setup.read(line);
                    at++;
                } else if (line.startsWith("## ")) {
                    at++;
                    cases.add(new WireCase(line.substring(3).strip(), exchanges()));
                } else if (line.startsWith(">") || line.startsWith("<")) {
                    throw new IllegalArgumentException(name + ":" + (at + 1) + " stands in no case");
                } else {
                    at++;
                }
            }
            return new WireFile(name, setup, List.copyOf(cases));
        }

        private List<WireExchange> exchanges() {
            List<WireExchange> exchanges = new ArrayList<>();
            while (at < lines.size() && !lines.get(at).startsWith("## ")) {
                if (lines.get(at).startsWith(">")) {
                    int line = at + 1;
                    Message request = message(">");
                    Message reply = message("<");
                    boolean differs = at < lines.size() && lines.get(at).startsWith("daprd<");
                    exchanges.add(new WireExchange(request, reply, differs ? message("daprd<") : null, line));
                } else {
                    at++;
                }
            }
            if (exchanges.isEmpty()) {
                throw new IllegalArgumentException(name + ":" + at + " is a case without a request");
            }
            return List.copyOf(exchanges);
        }

        private Message message(String mark) {
            List<String> own = new ArrayList<>();
            while (at < lines.size() && lines.get(at).startsWith(mark)) {
                String line = lines.get(at++).substring(mark.length());
                own.add(line.startsWith(" ") ? line.substring(1) : line);
            }
            if (own.isEmpty()) {
                throw new IllegalArgumentException(name + ":" + (at + 1) + " should begin with " + mark);
            }
            int blank = own.indexOf("");
            List<String> head = blank < 0 ? own : own.subList(0, blank);
            String body = blank < 0 ? null : String.join("\n", own.subList(blank + 1, own.size()));
            return new Message(head.get(0).strip(), List.copyOf(head.subList(1, head.size())), body);
        }
    }
}
