package dev.inlay.benchmarks;

import java.nio.file.Path;

/**
 * A program that is compared.
 *
 * @param name how it is called in the tables
 * @param binary how it is started, with daprd's flags
 * @param folder where it has its resources and its registry of names
 */
record Contender(String name, Path binary, Path folder) {

    static final String STORE = "statestore";
    static final String KEY = "order";
    static final String CALLER = "caller";
    static final String CALLEE = "orders";

    /** Writes its manifests: names in a file, a store on the Redis at this port. */
    void prepare(int redisPort) {
        Daprd.prepare(folder);
        Daprd.prepareStore(folder, STORE, redisPort);
    }

    /** Starts one, as it is by default. */
    Daprd start(String appId, int appPort) {
        return Daprd.startWithMetrics(binary, folder, appId, appPort);
    }
}
