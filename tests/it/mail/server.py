"""A mail server that fails as it is told to.

Listens on two free ports, in clear with STARTTLS and in TLS from the first byte, and prints them. Then each line on standard input
says how to behave from now on, and is answered with what was heard since the line before. `at` says what happens at a step: "cut", "hang",
or a reply; `keep`: the letter arrives whatever is answered; `starttls`: whether it is offered; `certificate`: which one is shown.

    server.py DIR USERNAME PASSWORD      DIR holds NAME.crt and NAME.key for the names in CERTIFICATES
"""

import asyncio
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

CERTIFICATES = ["localhost", "elsewhere"]

folder, username, password = sys.argv[1:]
FINE = {"at": {}, "keep": False, "certificate": "localhost", "starttls": True}
behaviour = dict(FINE)
heard, letters = [], []


def context(name):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(f"{folder}/{name}.crt", f"{folder}/{name}.key")
    return tls


contexts = {name: context(name) for name in CERTIFICATES}


def authenticate(server, session, envelope, mechanism, data):
    right = data.login.decode() == username and data.password.decode() == password
    return AuthResult(success=right, handled=False)


class Handler:
    async def handle_DATA(self, server, session, envelope):
        heard.append("content")
        what = behaviour["at"].get("content")
        if what is None or behaviour["keep"]:
            letters.append(envelope.content.decode("ascii"))
        if what == "cut":
            server.transport.abort()
        elif what == "hang":
            await asyncio.sleep(3600)
        return what or "250 accepted"


class Failing(SMTP):
    """Does at a step what it was told to do there, and else what a mail server does."""

    def __init__(self, implicit):
        tls = contexts[behaviour["certificate"]] if behaviour["starttls"] and not implicit else None
        super().__init__(
            Handler(), hostname="localhost", tls_context=tls, authenticator=authenticate, auth_require_tls=tls is not None
        )

    async def told(self, step):
        """Whether that was all."""
        heard.append(step)
        what = behaviour["at"].get(step)
        if what == "cut":
            self.transport.abort()
        elif what == "hang":
            await asyncio.sleep(3600)
        elif what:
            await self.push(what)
            if what.startswith("421"):
                self.transport.close()
        return bool(what)

    async def _handle_client(self):
        if not await self.told("banner"):
            await super()._handle_client()


def at(verb):
    inherited = getattr(SMTP, f"smtp_{verb}")

    async def smtp(self, arg):
        if not await self.told(verb):
            await inherited(self, arg)

    setattr(Failing, f"smtp_{verb}", smtp)


for verb in ["EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "QUIT"]:
    at(verb)


async def main():
    loop = asyncio.get_running_loop()
    clear = await loop.create_server(lambda: Failing(False), "127.0.0.1", 0)
    wrapped = await loop.create_server(lambda: Failing(True), "127.0.0.1", 0, ssl=contexts["localhost"])
    say({"starttls": port(clear), "tls": port(wrapped)})
    lines = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        say({"heard": heard[:], "letters": letters[:]})
        heard.clear()
        letters.clear()
        behaviour.update(FINE, **json.loads(line))


def port(server):
    return server.sockets[0].getsockname()[1]


def say(what):
    print(json.dumps(what), flush=True)


asyncio.run(main())
