package dev.inlay.sidecar.rehearsal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import reactor.netty.DisposableServer;
import reactor.netty.tcp.TcpServer;

/**
 * An empty Redis to rehearse with: it takes every command, forgets it, and answers in the form that the command's reply
 * has, so that the driver's classes are loaded although there is no Redis where the build runs.
 */
public final class EmptyRedis implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String OK = "+OK\r\n";
    private static final String ZERO = ":0\r\n";
    private static final String GREETING = "%3\r\n+server\r\n+redis\r\n+version\r\n+7.2.0\r\n+proto\r\n:3\r\n";
    private static final String TWO_ABSENT = "*2\r\n$-1\r\n$-1\r\n";
    private static final String NO_REPLICAS = "$18\r\nconnected_slaves:0\r\n";

    private final DisposableServer server = TcpServer.create()
            .host("127.0.0.1")
            .port(0)
            .doOnConnection(connection -> connection.addHandlerLast(new Commands()))
            .handle((in, out) -> in.receive().then())
            .bindNow(LIMIT);

    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.disposeNow(LIMIT);
    }

    private static String reply(String command) {
        return switch (command) {
            case "HELLO" -> GREETING;
            case "PING" -> "+PONG\r\n";
            case "INFO" -> NO_REPLICAS;
            case "COMMAND" -> "*1\r\n$-1\r\n";
            case "HMGET" -> TWO_ABSENT;
            case "EVALSHA", "EVAL" -> ZERO;
            default -> OK;
        };
    }

    /** Answers each command as soon as it is there as a whole. */
    private static final class Commands extends ByteToMessageDecoder {

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
            int begin = in.readerIndex();
            List<String> words = words(in);
            if (words == null) {
                in.readerIndex(begin);
                return;
            }
            String command = words.get(0).toUpperCase(Locale.ROOT);
            context.writeAndFlush(Unpooled.copiedBuffer(reply(command), StandardCharsets.US_ASCII));
        }

        /** The words of the next command; null if it is not complete yet. */
        private static @Nullable List<String> words(ByteBuf in) {
            int count = number(in);
            List<String> words = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int length = number(in);
                if (length < 0 || in.readableBytes() < length + 2) {
                    return null;
                }
                words.add(in.readCharSequence(length, StandardCharsets.UTF_8).toString());
                in.skipBytes(2);
            }
            return words.isEmpty() ? null : words;
        }

        /** The number of a line as {@code *3} or {@code $5}; -1 if the line is not complete yet. */
        private static int number(ByteBuf in) {
            int length = in.bytesBefore((byte) '\n');
            if (length < 0) {
                return -1;
            }
            String line =
                    in.readCharSequence(length + 1, StandardCharsets.US_ASCII).toString();
            return Integer.parseInt(line.substring(1).strip());
        }
    }
}
