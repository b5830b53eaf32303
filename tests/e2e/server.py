"""`mutation serve` as a process, and what a browser does with it: requests and event streams."""
import http.client
import json
import signal
import socket
import subprocess
import time
import urllib.parse


class Server:
    """Started in the world; its URL is what it prints."""

    def __init__(self, world, *arguments):
        self.process = subprocess.Popen(world.command("serve", *arguments), env=world.environment, text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
        world.addCleanup(self.close)
        self.url = self.process.stdout.readline().strip()
        if not self.url:
            raise AssertionError(self.process.stderr.read())
        parts = urllib.parse.urlsplit(self.url)
        self.host, self.port = parts.hostname, parts.port
        self.token = dict(urllib.parse.parse_qsl(parts.query)).get("token")

    def close(self):
        self.process.stdout.close()
        self.process.stderr.close()

    def stop(self, number=signal.SIGTERM):
        """Its exit code and how long that took, in seconds."""
        began = time.monotonic()
        self.process.send_signal(number)
        return self.process.wait(timeout=20), time.monotonic() - began

    def request(self, path="/", method="GET", headers=None, body=None, host="127.0.0.1"):
        """(status, headers, text)"""
        connection = http.client.HTTPConnection(host, self.port, timeout=20)
        try:
            headers = {"Host": f"127.0.0.1:{self.port}", **(headers or {})}
            connection.request(method, path, body=body, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        finally:
            connection.close()

    def overview(self):
        status, _, text = self.request("/api/overview")
        if status != 200:
            raise AssertionError(f"{status}: {text}")
        return json.loads(text)

    def raw(self, text, seconds=10):
        """What is answered to these bytes until the other side ends."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as link:
            link.sendall(text.encode() if isinstance(text, str) else text)
            answer = b""
            while part := link.recv(65536):
                answer += part
            return answer.decode()

    def events(self, last=None, path="/api/events"):
        return Events(self, last, path)


class Events:
    """An event stream, read message by message: {"event", "id", "data"}."""

    def __init__(self, server, last, path):
        self.link = socket.create_connection(("127.0.0.1", server.port), timeout=20)
        more = f"Last-Event-ID: {last}\r\n" if last else ""
        self.link.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n{more}\r\n".encode())
        self.file = self.link.makefile("r", encoding="utf-8", newline="\n")
        self.status = int(self.file.readline().split()[1])
        self.headers = {}
        while (line := self.file.readline().rstrip("\r\n")):
            name, value = line.split(": ", 1)
            self.headers[name.lower()] = value

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()
        self.link.close()

    def next(self):
        """The next message; None at the end of the stream. Comments and the like are passed over."""
        message = {}
        deadline = time.monotonic() + 60
        while line := self.file.readline():
            if time.monotonic() > deadline:
                raise AssertionError("nothing but comments within 60 s")
            line = line.rstrip("\n")
            if line and not line.startswith((":", "retry:")):
                name, value = line.split(": ", 1)
                if name == "data" and "data" in message:
                    value = message["data"] + "\n" + value
                message[name] = value
            elif not line and "data" in message:
                return message
        return None

    def next_event(self, kind=None):
        """The next line of the event log, as JSON, with its id."""
        while message := self.next():
            if message.get("event", "message") == "message":
                event = json.loads(message["data"])
                if kind in (None, event["event"]):
                    return {**event, "id": message["id"]}
        return None

    def next_named(self, name):
        while message := self.next():
            if message.get("event") == name:
                return message
        return None
