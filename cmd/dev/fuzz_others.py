"""Hooks of Schemathesis: how a piece of an upload is written."""

import schemathesis


@schemathesis.serializer("application/offset+octet-stream")
def piece(context, value):
    return value if isinstance(value, bytes) else str(value).encode()
