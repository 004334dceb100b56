"""A helper that does what it is told, also what no helper should."""

from __future__ import annotations

import os
import resource
import signal
import sys
import threading

from voice.wire import Frame, Header, serve


def answer(header: Header, payload: bytes) -> Frame:
    match header["op"]:
        case "echo":
            return Frame({"said": header.get("say"), "pid": os.getpid()}, payload)
        case "core":
            return Frame({"limits": resource.getrlimit(resource.RLIMIT_CORE)})
        case "print":
            print("library chatter")
            return Frame({})
        case "complain":
            sys.stderr.write("x" * 200_000)
            return Frame({})
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "hang":
            threading.Event().wait()
        case "nonsense":
            os.write(int(header["to"]), b"\xff" * 64)
    raise ValueError("示例·张大山")


if __name__ == "__main__":
    serve(answer)
