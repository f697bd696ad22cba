"""A server for the load: python benchmarks/peers/web.py hello|memory|sqlite FOLDER SKILL; it prints its port."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from ask_sdk_core.skill_builder import SkillBuilder
from cryptography import x509
from flask import Flask

from benchmarks.peers.hello import LaunchRequestHandler
from skill.app import App
from skill.server.flask_ask_sdk import SkillAdapter
from skill.server.http_server import Server
from skill.server.request_verifier import SignatureVerifier, TimestampVerifier
from skill.server.signing_certificates import CertificateCache
from skill.server.wsgi_app import create_web
from skill.simulator.alexa_services import FakeAlexaServices
from skill.stores.memory import MemoryStore
from skill.stores.sqlite import SQLiteStore
from skill.warm_up import warm_up


class _Anything(LaunchRequestHandler):
    """Greets, whatever is asked."""

    def can_handle(self, handler_input: object) -> bool:
        return True


def _hello() -> Flask:
    web = Flask("hello")
    web.config |= {"ASK_SDK_VERIFY_SIGNATURE": False, "ASK_SDK_VERIFY_TIMESTAMP": False}
    builder = SkillBuilder()
    builder.add_request_handler(_Anything())
    SkillAdapter(builder.create(), "hello", [], web).register(web, "/alexa")
    return web


def _skill(kind: str, folder: Path, skill_id: str) -> Flask:
    store = MemoryStore() if kind == "memory" else SQLiteStore(folder / "journeys.sqlite3")
    chain, root = ((folder / name).read_bytes() for name in ("chain.pem", "root.pem"))
    chains = CertificateCache(lambda path: chain, [x509.load_pem_x509_certificate(root)])
    warm_up()
    app = App(store, skill_id=skill_id, api_client=FakeAlexaServices("America/New_York"))
    return create_web(app, store.ping, [TimestampVerifier(), SignatureVerifier(chains)])


if __name__ == "__main__":
    kind, folder, skill_id = sys.argv[1:]
    server = Server(_hello() if kind == "hello" else _skill(kind, Path(folder), skill_id), "127.0.0.1", 0)
    sys.stdout.write(f"{server.port}\n")
    sys.stdout.flush()
    server.run()
