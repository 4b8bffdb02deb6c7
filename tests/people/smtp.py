"""A mail server (RFC 5321, as much of it as smtplib says) that keeps what it gets."""

import email
import re
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from typing import cast


@dataclass
class Mailbox:
    port: int
    letters: list[Message] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def links_to(self, address: str) -> list[str]:
        """The links in the letter that came last."""
        assert self.recipients[-1] == address
        text = cast(bytes, self.letters[-1].get_payload(decode=True)).decode()
        return re.findall(r"http://cairn.test(/\S+)", text)

    def wait_for(self, count: int) -> None:
        deadline = time.monotonic() + 60
        while len(self.letters) < count and time.monotonic() < deadline:
            time.sleep(0.01)
        assert len(self.letters) == count


class _Talk(socketserver.StreamRequestHandler):
    box: Mailbox

    def handle(self) -> None:
        self._say("220 here")
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            if verb == "RCPT":
                self.box.recipients.append(line.partition("<")[2].partition(">")[0])
            if verb == "DATA":
                self._say("354 go on")
                self.box.letters.append(self._read_letter())
            self._say("221 bye" if verb == "QUIT" else "250 fine")
            if verb == "QUIT":
                return

    def _read_letter(self) -> Message:
        lines = iter(self.rfile.readline, b".\r\n")
        return email.message_from_bytes(b"".join(line.removeprefix(b".") for line in lines))

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def receiving() -> Iterator[Mailbox]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk) as server:
        server.daemon_threads = True
        box = Mailbox(server.server_address[1])
        _Talk.box = box
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield box
        server.shutdown()
        thread.join()
