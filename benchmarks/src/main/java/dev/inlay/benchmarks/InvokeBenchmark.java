package dev.inlay.benchmarks;

import io.netty.handler.codec.http.HttpMethod;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What it costs to call another application: directly, and through two sidecars. */
final class InvokeBenchmark {

    private static final String APP_ID = "orders";

    private final Settings settings;
    private final Path folder;
    private final Report report;

    InvokeBenchmark(Settings settings, Path folder, Report report) {
        this.settings = settings;
        this.folder = folder;
        this.report = report;
    }

    void run() {
        report.title("Service invocation", """
                POST %s, %d bytes, %d callers; the application runs in a process of its own.
                CPU time is that of all processes that take part, the caller included.
                """.formatted(OrderApp.PATH, OrderApp.ORDER.length, settings.concurrency()));
        int appPort = Ports.free(1).get(0);
        try (ChildProcess app = ChildProcess.java("order-app", folder, OrderApp.class, Integer.toString(appPort))) {
            Side direct = direct(app, appPort);
            if (settings.daprd() == null) {
                report.line("DAPR_BIN is not set: without daprd there is nothing to compare with.");
                measure(direct, List.of());
            } else {
                withDaprd(settings.daprd(), app, appPort, direct);
            }
        }
    }

    private Side direct(ChildProcess app, int appPort) {
        HttpCalls calls = new HttpCalls("direct", appPort, settings.concurrency());
        Side side = new Side(
                "direct: caller → application",
                List.of(Participant.caller(), app.as("application")),
                () -> calls.exchange(HttpMethod.POST, OrderApp.PATH, OrderApp.ORDER));
        HttpCalls.awaitSuccess(side.call(), app);
        return side;
    }

    private void withDaprd(Path binary, ChildProcess app, int appPort, Side direct) {
        Daprd.prepare(folder);
        try (Daprd callee = Daprd.start(binary, folder, APP_ID, appPort);
                Daprd caller = Daprd.start(binary, folder, "client", 0)) {
            HttpCalls calls = caller.http("daprd", settings.concurrency());
            Side side = new Side(
                    "two daprds: caller → daprd → daprd → application",
                    List.of(
                            Participant.caller(),
                            caller.process().as("daprd"),
                            callee.process().as("daprd"),
                            app.as("application")),
                    () -> calls.exchange(
                            HttpMethod.POST, "/v1.0/invoke/" + APP_ID + "/method" + OrderApp.PATH, OrderApp.ORDER));
            HttpCalls.awaitSuccess(side.call(), caller.process(), callee.process());
            measure(direct, List.of(side));
        }
    }

    private void measure(Side direct, List<Side> others) {
        List<Side> sides = new ArrayList<>(List.of(direct));
        sides.addAll(others);
        Map<Side, Measurement> measured = new LoadLoop(settings.concurrency()).interleaved(sides, settings);
        report.table(measured);
        report.ratios(measured, direct);
        report.added(measured, direct, others);
    }
}
