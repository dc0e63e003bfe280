// An application by Dapr's JavaScript SDK: it answers others, and calls others through its own runtime.
import { CommunicationProtocolEnum, DaprServer, HttpMethod } from "@dapr/dapr";

const grpc = process.env.PROTOCOL === "grpc";
const protocol = grpc ? CommunicationProtocolEnum.GRPC : CommunicationProtocolEnum.HTTP;
const server = new DaprServer({
  serverHost: "127.0.0.1",
  serverPort: process.env.APP_PORT,
  communicationProtocol: protocol,
  clientOptions: {
    daprHost: "127.0.0.1",
    daprPort: grpc ? process.env.DAPR_GRPC_PORT : process.env.DAPR_HTTP_PORT,
    communicationProtocol: protocol,
  },
});

await server.invoker.listen(
  "hello",
  async ({ body }) => ({ said: JSON.parse(body).text, by: process.env.APP_ID }),
  { method: HttpMethod.POST },
);
await server.invoker.listen(
  "forward",
  async ({ body }) => {
    const { to, text } = JSON.parse(body);
    return await server.client.invoker.invoke(to, "hello", HttpMethod.POST, { text });
  },
  { method: HttpMethod.POST },
);
await server.start();
console.log("listening");
