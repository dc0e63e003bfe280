package dev.inlay.benchmarks;

import io.netty.handler.codec.http.HttpMethod;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What it costs to call another application: directly, with the runtime embedded, and through two sidecars. */
final class InvokeBenchmark {

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
                Embedded: the caller's InvokeClient, the application's internal port, the same work behind it in-process.
                """.formatted(OrderApp.PATH, OrderApp.ORDER.length, settings.concurrency()));
        List<Integer> ports = Ports.free(2);
        try (ChildProcess app = application("order-app", OrderApp.class, ports.get(0));
                ChildProcess embeddedApp = application("embedded-app", EmbeddedOrderApp.class, ports.get(1));
                EmbeddedCaller caller = new EmbeddedCaller(ports.get(1))) {
            Side direct = direct(app, ports.get(0));
            Side embedded = embedded(embeddedApp, caller);
            if (settings.daprd() == null) {
                report.line("DAPR_BIN is not set: measured without daprd.");
                measure(direct, List.of(embedded));
            } else {
                withDaprd(settings.daprd(), app, ports.get(0), direct, embedded);
            }
        }
    }

    private ChildProcess application(String name, Class<?> main, int port) {
        return ChildProcess.java(name, folder, main, Integer.toString(port));
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

    private static Side embedded(ChildProcess app, EmbeddedCaller caller) {
        Side side = new Side(
                "embedded: caller → application",
                List.of(Participant.caller(), app.as("application")),
                () -> caller.client().post(EmbeddedOrderApp.APP_ID, OrderApp.PATH, OrderApp.ORDER, byte[].class));
        HttpCalls.awaitSuccess(side.call(), app);
        return side;
    }

    private void withDaprd(Path binary, ChildProcess app, int appPort, Side direct, Side embedded) {
        Daprd.prepare(folder);
        try (Daprd callee = Daprd.start(binary, folder, "daprd-orders", appPort);
                Daprd caller = Daprd.start(binary, folder, "daprd-client", 0)) {
            HttpCalls calls = caller.http("daprd", settings.concurrency());
            Side side = new Side(
                    "two daprds: caller → daprd → daprd → application",
                    List.of(
                            Participant.caller(),
                            caller.process().as("daprd"),
                            callee.process().as("daprd"),
                            app.as("application")),
                    () -> calls.exchange(
                            HttpMethod.POST, "/v1.0/invoke/daprd-orders/method" + OrderApp.PATH, OrderApp.ORDER));
            HttpCalls.awaitSuccess(side.call(), caller.process(), callee.process());
            measure(direct, List.of(side, embedded));
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
