package dev.inlay.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.stream.Collectors;
import redis.embedded.RedisServer;

/** A real redis-server in a process of its own, without persistence. */
final class Redis implements AutoCloseable {

    private final RedisServer server;
    private final ProcessHandle process;
    private final int port;

    private Redis(RedisServer server, ProcessHandle process, int port) {
        this.server = server;
        this.process = process;
        this.port = port;
    }

    static Redis start() {
        Set<ProcessHandle> before = ProcessHandle.current().children().collect(Collectors.toSet());
        int port = Ports.free(1).get(0);
        try {
            RedisServer server = RedisServer.newRedisServer()
                    .bind("127.0.0.1")
                    .port(port)
                    .setting("save \"\"")
                    .setting("appendonly no")
                    .build();
            server.start();
            ProcessHandle process = ProcessHandle.current()
                    .children()
                    .filter(child -> !before.contains(child))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("redis-server is not among our processes"));
            return new Redis(server, process, port);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start redis-server", e);
        }
    }

    int port() {
        return port;
    }

    Participant participant() {
        return new Participant("redis", process);
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot stop redis-server", e);
        }
    }
}
