package dev.inlay.benchmarks;

import io.netty.handler.codec.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** Our sidecar and daprd in the same place: what a call of the API costs the sidecars' processes. */
final class SidecarBenchmark {

    private static final String VALUE = "{\"orderId\":42,\"item\":\"a small thing\",\"amount\":3}";
    private static final String STATE_PATH = "/v1.0/state/" + Contender.STORE;

    private final Settings settings;
    private final Path folder;
    private final Report report;

    SidecarBenchmark(Settings settings, Path folder, Report report) {
        this.settings = settings;
        this.folder = folder;
        this.report = report;
    }

    void run() {
        report.title("Sidecar", """
                %d callers; CPU time is that of the sidecars alone, without caller, application and redis-server.
                State: one key on one redis-server, a value of %d bytes. Invoke: caller → its sidecar → the other's
                sidecar → application (HTTP), %d bytes. Everything as it is by default, with metrics.
                """.formatted(settings.concurrency(), VALUE.length(), OrderApp.ORDER.length));
        int appPort = Ports.free(1).get(0);
        try (Redis redis = Redis.start();
                ChildProcess app = ChildProcess.java("order-app", folder, OrderApp.class, Integer.toString(appPort))) {
            HttpCalls direct = new HttpCalls("direct", appPort, 1);
            HttpCalls.awaitSuccess(() -> direct.exchange(HttpMethod.POST, OrderApp.PATH, OrderApp.ORDER), app);
            if (settings.daprd() == null) {
                report.line("DAPR_BIN is not set: measured without daprd.");
                try (Pair ours = start("sidecar", settings.sidecar(), redis, appPort)) {
                    measure(List.of(ours));
                }
                return;
            }
            try (Pair theirs = start("daprd", settings.daprd(), redis, appPort);
                    Pair ours = start("sidecar", settings.sidecar(), redis, appPort)) {
                measure(List.of(theirs, ours));
            }
        }
    }

    private Pair start(String name, Path binary, Redis redis, int appPort) {
        Contender contender = new Contender(name, binary, folder.resolve(name));
        contender.prepare(redis.port());
        return new Pair(contender, appPort, settings.concurrency());
    }

    /** Operation by operation, the contenders by turns; the first is the yardstick. */
    private void measure(List<Pair> pairs) {
        LoadLoop loop = new LoadLoop(settings.concurrency());
        List<String> operations = pairs.get(0).operations().keySet().stream()
                .filter(settings.operations().asPredicate())
                .toList();
        for (String operation : operations) {
            List<Side> sides = pairs.stream().map(pair -> pair.side(operation)).toList();
            Map<Side, Measurement> measured = loop.interleaved(sides, settings);
            report.line("");
            report.table(measured);
            report.ratios(measured, sides.get(0));
        }
        report.line("");
        pairs.forEach(Pair::reportMemory);
    }

    /** The caller's sidecar and the other application's, of one contender. */
    private final class Pair implements AutoCloseable {
        private final Contender contender;
        private final Daprd caller;
        private final Daprd callee;
        private final GrpcCalls grpc;
        private final Map<String, Supplier<? extends Mono<?>>> operations = new LinkedHashMap<>();

        Pair(Contender contender, int appPort, int concurrency) {
            this.contender = contender;
            this.callee = contender.start(Contender.CALLEE, appPort);
            this.caller = contender.start(Contender.CALLER, 0);
            this.grpc = new GrpcCalls(caller.grpcPort());
            HttpCalls http = caller.http(contender.name(), concurrency);
            byte[] value = VALUE.getBytes(StandardCharsets.UTF_8);
            byte[] save =
                    ("[{\"key\":\"" + Contender.KEY + "\",\"value\":" + VALUE + "}]").getBytes(StandardCharsets.UTF_8);
            String invoke = "/v1.0/invoke/" + Contender.CALLEE + "/method" + OrderApp.PATH;
            operations.put("save, HTTP", () -> http.exchange(HttpMethod.POST, STATE_PATH, save));
            operations.put("get, HTTP", () -> http.exchange(HttpMethod.GET, STATE_PATH + "/" + Contender.KEY, null));
            operations.put("invoke, HTTP", () -> http.exchange(HttpMethod.POST, invoke, OrderApp.ORDER));
            operations.put("save, gRPC", () -> grpc.save(Contender.STORE, Contender.KEY, value));
            operations.put("get, gRPC", () -> grpc.get(Contender.STORE, Contender.KEY));
            operations.put("invoke, gRPC", () -> grpc.post(Contender.CALLEE, "neworder", OrderApp.ORDER));
        }

        Map<String, Supplier<? extends Mono<?>>> operations() {
            return operations;
        }

        Side side(String operation) {
            Supplier<? extends Mono<?>> call = operations.get(operation);
            if (call == null) {
                throw new IllegalArgumentException(operation);
            }
            HttpCalls.awaitSuccess(call, caller.process(), callee.process());
            List<Participant> participants =
                    new ArrayList<>(List.of(caller.process().as("caller's")));
            if (operation.startsWith("invoke")) {
                participants.add(callee.process().as("callee's"));
            }
            return new Side(operation + ": " + contender.name(), participants, call);
        }

        void reportMemory() {
            report.line("Resident at the end, MiB: %s %.0f (caller's), %.0f (callee's)"
                    .formatted(
                            contender.name(),
                            caller.process().as("caller").residentMebibytes(),
                            callee.process().as("callee").residentMebibytes()));
        }

        @Override
        public void close() {
            grpc.close();
            caller.close();
            callee.close();
        }
    }
}
