package dev.inlay.component.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.output.ArrayOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import reactor.core.publisher.Mono;

/**
 * What a server told of itself when the store was opened.
 *
 * @param replicas how many replicas follow it
 * @param json whether it knows RedisJSON
 */
record ServerProfile(int replicas, boolean json) {

    private static final Pattern REPLICAS = Pattern.compile("^connected_slaves:(\\d+)", Pattern.MULTILINE);

    /** Asks. A user who may not ask these questions gets a server without extras; everything else works for him. */
    static Mono<ServerProfile> ask(RedisLink link) {
        Mono<Integer> replicas = link.send(() -> RedisLink.command(
                        CommandType.INFO,
                        new StatusOutput<>(RedisLink.CODEC),
                        new CommandArgs<>(RedisLink.CODEC).add("replication")))
                .map(ServerProfile::countReplicas)
                .onErrorReturn(RedisCommandExecutionException.class, 0);
        Mono<Boolean> json = link.send(() -> RedisLink.command(
                        CommandType.COMMAND,
                        new ArrayOutput<>(RedisLink.CODEC),
                        new CommandArgs<>(RedisLink.CODEC).add("INFO").add("JSON.GET")))
                .map(ServerProfile::describesCommand)
                .onErrorReturn(RedisCommandExecutionException.class, false);
        return Mono.zip(replicas, json, ServerProfile::new);
    }

    private static int countReplicas(String info) {
        Matcher matcher = REPLICAS.matcher(info);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    /** The reply has one element: the description, or nothing for a command that is not known. */
    private static boolean describesCommand(List<?> reply) {
        return reply.stream().anyMatch(each -> each instanceof List<?> list ? !list.isEmpty() : Objects.nonNull(each));
    }
}
