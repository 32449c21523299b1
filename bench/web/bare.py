"""A page that shows what a start shows, and does nothing else: what the browser itself takes is to be read beside ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

_ARTICLE = "<article><b>Ada</b> <time>7:41</time><p>The roses are in bloom, the gate sticks again.</p></article>"
_PAGE = f"""<!doctype html><meta charset="utf-8"><title>Bare</title>
<div class="feed">{_ARTICLE * 20}</div><div class="composer"><textarea></textarea></div>
<script>document.title = "Bare, with a script"</script>"""


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(_PAGE.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its parent's name for it
        """Of no interest."""


@contextmanager
def bare_page() -> Iterator[str]:
    """Its address, as long as it is served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()
