package dev.inlay.testkit.wire;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Speaks HTTP/1.1 byte by byte, so that requests can be sent that no client library would let through. One connection a
 * request. Blocks.
 */
public final class WireClient {

    private static final int TIMEOUT_MILLIS = 20_000;

    private final InetSocketAddress address;

    public WireClient(InetSocketAddress address) {
        this.address = address;
    }

    /**
     * Sends a request and reads the reply.
     *
     * @param start verb and target
     * @param fields the header fields, as lines; {@code Host}, {@code Connection} and, if there is a body and no
     *     {@code Transfer-Encoding}, {@code Content-Length} are added
     */
    public WireReply send(String start, List<String> fields, byte[] body) throws IOException {
        boolean chunked =
                fields.stream().anyMatch(field -> field.toLowerCase(Locale.ROOT).startsWith("transfer-encoding:"));
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        line(request, start + " HTTP/1.1");
        line(request, "Host: " + address.getHostString() + ":" + address.getPort());
        line(request, "Connection: close");
        for (String field : fields) {
            line(request, field);
        }
        if (body.length > 0 && !chunked) {
            line(request, "Content-Length: " + body.length);
        }
        line(request, "");
        request.write(chunked ? chunksOf(body) : body);
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(address, TIMEOUT_MILLIS);
            socket.getOutputStream().write(request.toByteArray());
            socket.getOutputStream().flush();
            return read(new BufferedInputStream(socket.getInputStream()), start.startsWith("HEAD "));
        }
    }

    private static byte[] chunksOf(byte[] body) {
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        if (body.length > 0) {
            line(chunks, Integer.toHexString(body.length));
            chunks.writeBytes(body);
            line(chunks, "");
        }
        line(chunks, "0");
        line(chunks, "");
        return chunks.toByteArray();
    }

    private static void line(ByteArrayOutputStream target, String text) {
        target.writeBytes((text + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    private static WireReply read(InputStream in, boolean head) throws IOException {
        String[] start = readLine(in).split(" ", 3);
        int status = Integer.parseInt(start[1]);
        Map<String, List<String>> fields = new LinkedHashMap<>();
        for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
            int colon = line.indexOf(':');
            fields.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), any -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        boolean none = head || status == 204 || status == 304;
        byte[] body = none ? new byte[0] : body(in, fields);
        return new WireReply(status, fields, new String(body, StandardCharsets.UTF_8));
    }

    private static byte[] body(InputStream in, Map<String, List<String>> fields) throws IOException {
        if (fields.getOrDefault("transfer-encoding", List.of()).contains("chunked")) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
                body.write(exactly(in, size));
                readLine(in);
            }
            return body.toByteArray();
        }
        List<String> length = fields.get("content-length");
        return length == null ? in.readAllBytes() : exactly(in, Integer.parseInt(length.get(0)));
    }

    private static int chunkSize(InputStream in) throws IOException {
        return Integer.parseInt(readLine(in).split(";", 2)[0].strip(), 16);
    }

    private static byte[] exactly(InputStream in, int size) throws IOException {
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new EOFException("the reply ended after " + bytes.length + " of " + size + " bytes");
        }
        return bytes;
    }

    private static String readLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection was closed after '" + line + "'");
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }
}
