"""An application by Dapr's Python SDK: it answers others by gRPC, and calls others through its own runtime."""

import json
import os

from dapr.clients import DaprClient
from dapr.ext.grpc import App, InvokeMethodRequest, InvokeMethodResponse

app = App()


def answer(value):
    return InvokeMethodResponse(json.dumps(value), "application/json")


@app.method("hello")
def hello(request: InvokeMethodRequest) -> InvokeMethodResponse:
    return answer({"said": json.loads(request.text())["text"], "by": os.environ["APP_ID"]})


@app.method("forward")
def forward(request: InvokeMethodRequest) -> InvokeMethodResponse:
    message = json.loads(request.text())
    with DaprClient() as client:
        reply = client.invoke_method(
            message["to"],
            "hello",
            json.dumps({"text": message["text"]}),
            content_type="application/json",
            http_verb="POST",
        )
    return answer(json.loads(reply.text()))


app.run(int(os.environ["APP_PORT"]), "127.0.0.1")
