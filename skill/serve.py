"""The `serve` command: store, app, request verification, web application and HTTP server put together."""

import logging
import sys
from collections.abc import Callable

from skill.app import App
from skill.server.flask_ask_sdk import AbstractVerifier
from skill.server.http_server import Server
from skill.server.request_verifier import SignatureVerifier, SkillVerifier, TimestampVerifier
from skill.server.signing_certificates import CertificateCache, fetcher, trusted_roots
from skill.server.wsgi_app import create_web
from skill.stores.store import Store
from skill.warm_up import warm_up
from skill.webui import routes

log = logging.getLogger(__name__)


def serve(
    store: Store,
    host: str,
    port: int,
    *,
    skill_id: str | None,
    is_verifying: bool,
    page_key: str | None,
    listening: Callable[[int], None],
    chains: CertificateCache | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT; `listening` is called with the port as soon as connections are accepted.

    With a `page_key` there is a page with a simulated Echo, for those who have the key. `chains` replaces the cache
    that fetches signing certificates from Amazon.

    Raises OSError, ValueError or OverflowError where it can't listen.
    """
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr, force=True
    )
    verifiers: list[AbstractVerifier] = []
    if is_verifying:
        # The cheapest check comes first: only a request that names the skill can have a chain fetched.
        verifiers = [TimestampVerifier(), *([SkillVerifier(skill_id)] if skill_id else [])]
        verifiers.append(SignatureVerifier(chains or CertificateCache(fetcher(), trusted_roots())))
    warm_up()
    server: Server | None = None
    web = create_web(
        App(store, skill_id=skill_id),
        store.ping,
        verifiers,
        lambda: server is not None and server.is_stopping,
        host,
    )
    if page_key:
        routes.add(web, store, host, page_key)
    server = Server(web, host, port)
    listening(server.port)
    if is_verifying and not skill_id:
        log.warning("no skill id is set: requests that Amazon signed for any other skill are answered as well")
    server.run()
