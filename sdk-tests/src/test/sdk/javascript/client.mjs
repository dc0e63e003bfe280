// What Dapr's JavaScript SDK expects of a runtime. Each check that holds prints a line; the first that does not ends it.
import assert from "node:assert/strict";
import { CommunicationProtocolEnum, DaprClient, HttpMethod, StateConcurrencyEnum } from "@dapr/dapr";

const grpc = process.env.PROTOCOL === "grpc";
const STORE = "statestore";
const client = new DaprClient({
  daprHost: "127.0.0.1",
  daprPort: grpc ? process.env.DAPR_GRPC_PORT : process.env.DAPR_HTTP_PORT,
  communicationProtocol: grpc ? CommunicationProtocolEnum.GRPC : CommunicationProtocolEnum.HTTP,
});
const run = process.env.RUN;
const key = (name) => `${run}-${name}`;
const firstWrite = { concurrency: StateConcurrencyEnum.CONCURRENCY_FIRST_WRITE };

async function check(what, action) {
  await action();
  console.log(`ok - ${what}`);
}

// By HTTP the SDK returns what went wrong when it writes; by gRPC it throws.
async function written(promise) {
  const { error } = await promise;
  if (error) {
    throw error;
  }
}

async function etagOf(name) {
  const [item] = await client.state.getBulk(STORE, [key(name)]);
  return item.etag;
}

await check("health", async () => assert.equal(await client.health.isHealthy(), true));

await check("state: save and get", async () => {
  await written(client.state.save(STORE, [{ key: key("one"), value: { n: 1 } }]));
  assert.deepEqual(await client.state.get(STORE, key("one")), { n: 1 });
});

await check("state: a key that is not there", async () => {
  assert.equal(await client.state.get(STORE, key("none")), "");
});

await check("state: bulk", async () => {
  await written(
    client.state.save(STORE, [
      { key: key("b1"), value: "first" },
      { key: key("b2"), value: "second" },
    ]),
  );
  const items = await client.state.getBulk(STORE, [key("b1"), key("b2")]);
  const values = Object.fromEntries(items.map((item) => [item.key, item.data]));
  assert.deepEqual(values, { [key("b1")]: "first", [key("b2")]: "second" });
});

await check("state: delete", async () => {
  await written(client.state.delete(STORE, key("one")));
  assert.equal(await client.state.get(STORE, key("one")), "");
});

await check("state: transaction", async () => {
  await written(client.state.save(STORE, [{ key: key("t1"), value: "old" }]));
  await client.state.transaction(STORE, [
    { operation: "delete", request: { key: key("t1") } },
    { operation: "upsert", request: { key: key("t2"), value: "new" } },
  ]);
  assert.equal(await client.state.get(STORE, key("t1")), "");
  assert.equal(await client.state.get(STORE, key("t2")), "new");
});

await check("state: the current ETag is accepted, an old one is refused", async () => {
  const name = key("e");
  await written(client.state.save(STORE, [{ key: name, value: "1" }]));
  const old = await etagOf("e");
  await written(client.state.save(STORE, [{ key: name, value: "2", etag: old, options: firstWrite }]));
  await assert.rejects(written(client.state.save(STORE, [{ key: name, value: "3", etag: old, options: firstWrite }])));
  await assert.rejects(written(client.state.delete(STORE, name, { etag: old, ...firstWrite })));
  assert.equal(String(await client.state.get(STORE, name)), "2");
  await written(client.state.delete(STORE, name, { etag: await etagOf("e"), ...firstWrite }));
});

await check("state: a store that is not there", async () => {
  await assert.rejects(client.state.get("nope", "k"), /state store nope is not found/);
});

await check("secrets: one and all", async () => {
  assert.deepEqual({ ...(await client.secret.get("secrets", "greeting")) }, { greeting: "hello" });
  assert.ok("greeting" in (await client.secret.getBulk("secrets")));
});

await check("metadata: get and set", async () => {
  await client.metadata.set(key("mood"), "good");
  const metadata = await client.metadata.get();
  assert.equal(metadata.id, process.env.RUNTIME_ID);
  assert.equal(metadata.extended[key("mood")], "good");
  assert.ok(metadata.components.some((component) => component.name === STORE));
});

for (const app of process.env.APPS.split(",")) {
  await check(`invoke: ${app}`, async () => {
    const answer = await client.invoker.invoke(app, "hello", HttpMethod.POST, { text: "hi" });
    assert.deepEqual(answer, { said: "hi", by: app });
  });
  for (const other of process.env.APPS.split(",")) {
    await check(`invoke: ${app} calls ${other}`, async () => {
      const answer = await client.invoker.invoke(app, "forward", HttpMethod.POST, { to: other, text: "hi" });
      assert.deepEqual(answer, { said: "hi", by: other });
    });
  }
}
await client.stop();
console.log("done");
process.exit(0);
