package dev.inlay.smoke;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The two services of one user: they share a home folder, and order-service keeps its port over restarts. */
final class Services implements AutoCloseable {

    private final Path home;
    private final int port = OrderApi.freePort();
    private final List<Program> started = new ArrayList<>();

    Services(Path home) {
        this.home = home;
    }

    /** Starts order-service; {@link #ready} waits for it. */
    Program startOrderService() {
        return start(orderService());
    }

    /** Starts order-service with manifests. */
    Program startOrderService(Path manifests) {
        return start(orderService().with("INLAY_RESOURCES_PATHS", manifests));
    }

    Program startClientService() {
        return start(Program.jar(Packaged.clientService()));
    }

    /** Waits until order-service takes requests. */
    Program ready(Program orderService) {
        orderService.awaitLine("Serving calls of app id 'order-service'");
        return orderService;
    }

    OrderApi orders() {
        return new OrderApi(port);
    }

    private Program.Builder orderService() {
        return Program.jar(Packaged.orderService()).with("APP_PORT", port);
    }

    private Program start(Program.Builder builder) {
        Program program = builder.start(home);
        started.add(program);
        return program;
    }

    @Override
    public void close() {
        started.forEach(Program::close);
    }
}
