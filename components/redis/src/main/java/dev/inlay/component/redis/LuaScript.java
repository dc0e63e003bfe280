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
 * The Lua scripts by which every change happens. Redis runs a script without interruption, so the check of an ETag and
 * the write, or a whole transaction, are one step, and neither a lost connection nor another writer gets between.
 *
 * <p>A script is called by its digest; a server that does not know it yet gets the text once.
 */
enum LuaScript {

    /** Writes one hash. */
    SET("set.lua") {
        @Override
        void addArguments(CommandArgs<String, byte[]> arguments, List<PlannedWrite> writes) {
            writes.get(0).addAlone(arguments);
        }
    },

    /** Makes any changes, all or none. */
    TRANSACT("transact.lua") {
        @Override
        void addArguments(CommandArgs<String, byte[]> arguments, List<PlannedWrite> writes) {
            for (PlannedWrite write : writes) {
                write.addOneOfMany(arguments);
            }
        }
    };

    private final byte[] text;
    private final byte[] digest;

    LuaScript(String file) {
        this.text = read(file);
        this.digest = digest(text);
    }

    abstract void addArguments(CommandArgs<String, byte[]> arguments, List<PlannedWrite> writes);

    /** Makes the changes; gives 0, or the number (from 1) of the first whose expectation was not met. */
    static Mono<Long> run(RedisLink link, List<PlannedWrite> writes) {
        return orWithText(link.send(() -> call(writes)), link, writes);
    }

    /** The command that makes the changes if the server knows the script. */
    static AsyncCommand<String, byte[], Long> call(List<PlannedWrite> writes) {
        LuaScript script = fitting(writes);
        return script.command(CommandType.EVALSHA, script.digest, writes);
    }

    /** The reply to a {@link #call}; where the server did not know the script, that to a second call with its text. */
    static Mono<Long> orWithText(Mono<Long> reply, RedisLink link, List<PlannedWrite> writes) {
        return reply.onErrorResume(RedisNoScriptException.class, unknown -> {
            LuaScript script = fitting(writes);
            return link.send(() -> script.command(CommandType.EVAL, script.text, writes));
        });
    }

    private static LuaScript fitting(List<PlannedWrite> writes) {
        return writes.size() == 1 && writes.get(0).verb() == PlannedWrite.Verb.SET ? SET : TRANSACT;
    }

    private AsyncCommand<String, byte[], Long> command(CommandType type, byte[] script, List<PlannedWrite> writes) {
        CommandArgs<String, byte[]> arguments =
                new CommandArgs<>(RedisLink.CODEC).add(script).add(writes.size());
        for (PlannedWrite write : writes) {
            arguments.addKey(write.key());
        }
        addArguments(arguments, writes);
        return RedisLink.command(type, new IntegerOutput<>(RedisLink.CODEC), arguments);
    }

    private static byte[] read(String file) {
        try (InputStream stream = LuaScript.class.getResourceAsStream(file)) {
            return Objects.requireNonNull(stream, file).readAllBytes();
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
