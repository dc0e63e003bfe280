"""What Dapr's Python SDK expects of a runtime.

State, secrets and metadata go by gRPC, whatever the protocol of invocations is: the SDK has no other way. Each check that
holds prints a line; the first that does not ends it.
"""

import json
import os

from dapr.clients import DaprClient
from dapr.clients.exceptions import DaprGrpcError
from dapr.clients.grpc._request import TransactionalStateOperation, TransactionOperationType
from dapr.clients.grpc._state import Concurrency, StateItem, StateOptions
from dapr.clients.health import DaprHealth

STORE = "statestore"
APPS = os.environ["APPS"].split(",")
FIRST_WRITE = StateOptions(concurrency=Concurrency.first_write)


def key(name):
    return f"{os.environ['RUN']}-{name}"


def ok(what):
    print(f"ok - {what}", flush=True)


def refused(action, text):
    try:
        action()
    except DaprGrpcError as error:
        assert text in str(error.details()), error
    else:
        raise AssertionError(f"not refused: {text}")


def value(client, name):
    return client.get_state(STORE, key(name)).text()


def state(client):
    client.save_state(STORE, key("one"), "1")
    assert value(client, "one") == "1"
    ok("state: save and get")

    assert value(client, "none") == ""
    ok("state: a key that is not there")

    client.save_bulk_state(STORE, [StateItem(key("b1"), "first"), StateItem(key("b2"), "second")])
    items = client.get_bulk_state(STORE, [key("b1"), key("b2")]).items
    assert {item.key: item.text() for item in items} == {key("b1"): "first", key("b2"): "second"}
    ok("state: bulk")

    client.delete_state(STORE, key("one"))
    assert value(client, "one") == ""
    ok("state: delete")

    client.save_state(STORE, key("t1"), "old")
    client.execute_state_transaction(
        STORE,
        [
            TransactionalStateOperation(key("t1"), operation_type=TransactionOperationType.delete),
            TransactionalStateOperation(key("t2"), data="new"),
        ],
    )
    assert (value(client, "t1"), value(client, "t2")) == ("", "new")
    ok("state: transaction")

    client.save_state(STORE, key("e"), "1")
    old = client.get_state(STORE, key("e")).etag
    client.save_state(STORE, key("e"), "2", etag=old, options=FIRST_WRITE)
    refused(lambda: client.save_state(STORE, key("e"), "3", etag=old, options=FIRST_WRITE), "etag")
    refused(lambda: client.delete_state(STORE, key("e"), etag=old, options=FIRST_WRITE), "etag")
    assert value(client, "e") == "2"
    client.delete_state(STORE, key("e"), etag=client.get_state(STORE, key("e")).etag, options=FIRST_WRITE)
    ok("state: the current ETag is accepted, an old one is refused")

    refused(lambda: client.get_state("nope", "k"), "state store nope is not found")
    ok("state: a store that is not there")


def secrets(client):
    assert client.get_secret("secrets", "greeting").secret == {"greeting": "hello"}
    assert client.get_bulk_secret("secrets").secrets["greeting"] == {"greeting": "hello"}
    ok("secrets: one and all")


def metadata(client):
    client.set_metadata(key("mood"), "good")
    told = client.get_metadata()
    assert told.application_id == os.environ["RUNTIME_ID"], told.application_id
    assert told.extended_metadata[key("mood")] == "good"
    assert STORE in [component.name for component in told.registered_components]
    ok("metadata: get and set")


def call(client, app, method, message):
    reply = client.invoke_method(
        app, method, json.dumps(message), content_type="application/json", http_verb="POST"
    )
    return json.loads(reply.text())


def invoke(client):
    for app in APPS:
        assert call(client, app, "hello", {"text": "hi"}) == {"said": "hi", "by": app}
        ok(f"invoke: {app}")
        for other in APPS:
            assert call(client, app, "forward", {"to": other, "text": "hi"}) == {"said": "hi", "by": other}
            ok(f"invoke: {app} calls {other}")


DaprHealth.wait_for_sidecar()
ok("health")
with DaprClient() as dapr:
    dapr.wait(10)
    state(dapr)
    secrets(dapr)
    metadata(dapr)
    invoke(dapr)
print("done")
