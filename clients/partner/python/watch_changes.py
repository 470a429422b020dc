"""Keeps a copy of what Klik tells a partner, in one JSON file.

The file is always what the server had at one revision: what comes is written together with its revision, at once or
not at all. When the stream breaks it is taken up from there; nothing is lost and nothing comes twice.
"""

import argparse
import json
import os
import pathlib
import random
import sys
import threading
import time

import grpc
from google.protobuf import json_format

from klik.v1 import transfer_service_pb2 as transfer
from klik.v1 import transfer_service_pb2_grpc as transfer_grpc

FIRST_WAIT_SECONDS = 0.1
# The server says something every 30 seconds, if only the revision: then nobody is there any more.
SILENCE_SECONDS = 90.0
# Trying again does not help.
FINAL = {
    grpc.StatusCode.INVALID_ARGUMENT,
    grpc.StatusCode.UNAUTHENTICATED,
    grpc.StatusCode.PERMISSION_DENIED,
    grpc.StatusCode.UNIMPLEMENTED,
}
LOOPBACK = ("127.0.0.1:", "localhost:", "[::1]:")


class Copy:
    """Records by name, as they were at one revision; nothing at revision 0."""

    def __init__(self, path):
        self._path = pathlib.Path(path)
        self.revision = 0
        self.records = {}
        if self._path.exists():
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            self.revision = kept["revision"]
            self.records = kept["records"]

    def keep(self, changes, revision):
        for change in changes:
            content = change.WhichOneof("content")
            if content == "removed":
                self.records.pop(change.name, None)
            else:
                self.records[change.name] = json_format.MessageToDict(
                    getattr(change, content), preserving_proto_field_name=True
                )
        self.revision = revision
        self._write()

    def forget(self):
        """Until everything has come anew, the file stays as it is."""
        self.revision = 0
        self.records = {}

    def _write(self):
        beside = self._path.with_name(self._path.name + ".new")
        with open(beside, "w", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            json.dump({"revision": self.revision, "records": self.records}, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, self._path)


def follow(stub, copy, metadata):
    """Keeps what comes until the stream ends, which is always an error."""
    call = stub.WatchChanges(transfer.WatchChangesRequest(after_revision=copy.revision), metadata=metadata)
    waiting = []  # Parts of something larger, until the one with a revision.
    while True:
        watchdog = threading.Timer(SILENCE_SECONDS, call.cancel)
        watchdog.daemon = True
        watchdog.start()
        try:
            message = next(call, None)
        finally:
            watchdog.cancel()
        if message is None:
            return
        waiting.extend(message.changes)
        if message.revision != 0:
            copy.keep(waiting, message.revision)
            waiting = []
            print(f"revision {copy.revision}: {len(copy.records)} records", flush=True)


def follow_for_ever(stub, copy, metadata, longest_wait):
    wait = FIRST_WAIT_SECONDS
    while True:
        before = copy.revision
        try:
            follow(stub, copy, metadata)
        except grpc.RpcError as error:
            print(f"{error.code().name}: {error.details()}", file=sys.stderr, flush=True)
            if error.code() in FINAL:
                return
            if error.code() == grpc.StatusCode.OUT_OF_RANGE:
                copy.forget()
        wait = FIRST_WAIT_SECONDS if copy.revision != before else min(2 * wait, longest_wait)
        # Not all partners at the same moment.
        time.sleep(wait * random.uniform(0.5, 1.5))


def connect(options):
    channel_options = [
        ("grpc.initial_reconnect_backoff_ms", int(1000 * FIRST_WAIT_SECONDS)),
        ("grpc.max_reconnect_backoff_ms", int(1000 * options.longest_wait)),
    ]
    if options.ca is None:
        if not options.server.startswith(LOOPBACK):
            sys.exit("another machine is spoken to with --ca only, so that nobody reads along")
        return grpc.insecure_channel(options.server, channel_options)

    def read(name):
        return None if name is None else pathlib.Path(name).read_bytes()

    credentials = grpc.ssl_channel_credentials(read(options.ca), read(options.key), read(options.cert))
    return grpc.secure_channel(options.server, credentials, channel_options)


def main():
    parser = argparse.ArgumentParser(description="Keep a copy of what Klik tells a partner.")
    parser.add_argument("--server", default="127.0.0.1:50051", help="HOST:PORT of Klik")
    parser.add_argument("--copy", required=True, help="the JSON file to keep")
    parser.add_argument("--token-file", help="file with the partner's token; not for a server with --dev-open")
    parser.add_argument("--ca", help="PEM file of who signs the server's certificate")
    parser.add_argument("--cert", help="PEM file with the partner's own certificate")
    parser.add_argument("--key", help="PEM file with its private key")
    parser.add_argument("--longest-wait", type=float, default=30.0, help="seconds between two attempts, at most")
    options = parser.parse_args()
    metadata = []
    if options.token_file is not None:
        token = pathlib.Path(options.token_file).read_text(encoding="ascii").strip()
        metadata = [("authorization", f"Bearer {token}")]
    with connect(options) as channel:
        follow_for_ever(transfer_grpc.TransferServiceStub(channel), Copy(options.copy), metadata, options.longest_wait)
    return 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        pass
