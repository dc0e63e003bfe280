package dev.inlay.component.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import reactor.core.publisher.Mono;

/**
 * The one Lua script by which every write and delete happens ({@code write.lua} says how). Redis runs a script without
 * interruption, so the check of an ETag and the write, or a whole transaction, are one step, and neither a lost
 * connection nor another writer gets between.
 *
 * <p>It is called by its digest; a server that does not know it yet gets the text once.
 */
final class WriteScript {

    private static final byte[] TEXT = read();
    private static final byte[] DIGEST = digest(TEXT);

    private WriteScript() {}

    /** Runs the operations; gives 0, or the number (from 1) of the first whose expectation was not met. */
    static Mono<Long> run(RedisLink link, List<PlannedWrite> writes) {
        return orWithText(link.send(() -> call(writes)), link, writes);
    }

    /** The reply to a {@link #call}; where the server did not know the script, that to a second call with its text. */
    static Mono<Long> orWithText(Mono<Long> reply, RedisLink link, List<PlannedWrite> writes) {
        return reply.onErrorResume(
                RedisNoScriptException.class, unknown -> link.send(() -> command(CommandType.EVAL, TEXT, writes)));
    }

    /** The command that runs the operations if the server knows the script. */
    static AsyncCommand<String, byte[], Long> call(List<PlannedWrite> writes) {
        return command(CommandType.EVALSHA, DIGEST, writes);
    }

    private static AsyncCommand<String, byte[], Long> command(
            CommandType type, byte[] script, List<PlannedWrite> writes) {
        CommandArgs<String, byte[]> arguments =
                new CommandArgs<>(RedisLink.CODEC).add(script).add(writes.size());
        for (int i = 0; i < writes.size(); i++) {
            arguments.addKey(writes.get(i).key());
        }
        for (int i = 0; i < writes.size(); i++) {
            writes.get(i).addTo(arguments);
        }
        return RedisLink.command(type, new IntegerOutput<>(RedisLink.CODEC), arguments);
    }

    private static byte[] read() {
        try (InputStream stream = WriteScript.class.getResourceAsStream("write.lua")) {
            return Objects.requireNonNull(stream, "write.lua").readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] digest(byte[] text) {
        try {
            byte[] sha1 = MessageDigest.getInstance("SHA-1").digest(text);
            return HexFormat.of().formatHex(sha1).getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
