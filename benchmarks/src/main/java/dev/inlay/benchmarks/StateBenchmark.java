package dev.inlay.benchmarks;

import dev.inlay.state.StateClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.reactive.RedisReactiveCommands;
import io.netty.handler.codec.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What it costs to read and to write a value in Redis: with the bare driver, with the runtime embedded, and through
 * daprd. */
final class StateBenchmark {

    private static final String APP_ID = "embedded";
    private static final String KEY = "order";
    private static final String BARE_KEY = "bare||" + KEY;
    private static final String VALUE = "{\"orderId\":42,\"item\":\"a small thing\",\"amount\":3}";
    /** The least a write in this layout has to do: check the version, set the data, raise the version. */
    private static final String WRITE = """
            local version = redis.call('HGET', KEYS[1], 'version')
            if version and ARGV[1] ~= '' and version ~= ARGV[1] then return redis.error_reply('mismatch') end
            redis.call('HSET', KEYS[1], 'data', ARGV[2])
            return redis.call('HINCRBY', KEYS[1], 'version', 1)
            """;

    private final Settings settings;
    private final Path folder;
    private final Report report;

    StateBenchmark(Settings settings, Path folder, Report report) {
        this.settings = settings;
        this.folder = folder;
        this.report = report;
    }

    void run() {
        report.title("State on Redis", """
                One key, a value of %d bytes in Dapr's hash layout (fields data and version), %d callers, one redis-server.
                Bare driver: Lettuce, one connection; get is HGETALL, save is one EVALSHA that checks and raises the version.
                """.formatted(VALUE.length(), settings.concurrency()));
        try (Redis redis = Redis.start()) {
            RedisClient client = RedisClient.create(RedisURI.create("127.0.0.1", redis.port()));
            try (StatefulRedisConnection<String, String> connection = client.connect();
                    EmbeddedState embedded = new EmbeddedState(APP_ID, redis.port())) {
                measureAll(redis, connection.reactive(), embedded.client());
            } finally {
                client.shutdown();
            }
        }
    }

    private void measureAll(Redis redis, RedisReactiveCommands<String, String> commands, StateClient embedded) {
        String digest = String.valueOf(commands.scriptLoad(WRITE).block());
        List<Participant> inProcess = List.of(Participant.caller(), redis.participant());
        Side save = new Side("save: Lettuce", inProcess, () -> commands.<Long>evalsha(
                        digest, ScriptOutputType.INTEGER, new String[] {BARE_KEY}, "", VALUE)
                .next());
        Side get = new Side(
                "get: Lettuce", inProcess, () -> commands.hgetall(BARE_KEY).collectList());
        byte[] value = VALUE.getBytes(StandardCharsets.UTF_8);
        Side embeddedSave = new Side("save: embedded", inProcess, () -> embedded.save(KEY, value));
        Side embeddedGet = new Side("get: embedded", inProcess, () -> embedded.get(KEY, byte[].class));
        HttpCalls.awaitSuccess(save.call());
        HttpCalls.awaitSuccess(embeddedSave.call());
        if (settings.daprd() == null) {
            report.line("DAPR_BIN is not set: measured without daprd.");
            measure(get, List.of(embeddedGet));
            measure(save, List.of(embeddedSave));
            return;
        }
        Daprd.prepare(folder);
        Daprd.prepareStore(folder, "statestore", redis.port());
        try (Daprd daprd = Daprd.start(settings.daprd(), folder, "daprd-state", 0)) {
            HttpCalls calls = daprd.http("daprd-state", settings.concurrency());
            List<Participant> all =
                    List.of(Participant.caller(), daprd.process().as("daprd"), redis.participant());
            byte[] body = ("[{\"key\":\"" + KEY + "\",\"value\":" + VALUE + "}]").getBytes(StandardCharsets.UTF_8);
            Side daprdSave =
                    new Side("save: daprd", all, () -> calls.exchange(HttpMethod.POST, "/v1.0/state/statestore", body));
            Side daprdGet = new Side(
                    "get: daprd", all, () -> calls.exchange(HttpMethod.GET, "/v1.0/state/statestore/" + KEY, null));
            HttpCalls.awaitSuccess(daprdSave.call(), daprd.process());
            measure(get, List.of(embeddedGet, daprdGet));
            measure(save, List.of(embeddedSave, daprdSave));
        }
    }

    private void measure(Side bare, List<Side> others) {
        List<Side> sides = new ArrayList<>(List.of(bare));
        sides.addAll(others);
        Map<Side, Measurement> measured = new LoadLoop(settings.concurrency()).interleaved(sides, settings);
        report.line("");
        report.table(measured);
        report.ratios(measured, bare);
    }
}
