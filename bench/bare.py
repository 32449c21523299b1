"""The bare comparison: uvicorn, Falcon, one JSON answer, nothing else."""

import argparse

import uvicorn
from falcon.asgi import App, Request, Response

from bench.processes import SERVER_CORE, pin


class Hello:
    """Says it."""

    async def on_get(self, request: Request, response: Response) -> None:  # noqa: ARG002 - falcon's signature
        response.content_type = "application/json"
        response.data = b'{"hello":"world"}'


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    pin(SERVER_CORE)
    app: App[Request, Response] = App()
    app.add_route("/", Hello())
    uvicorn.run(
        app,
        port=parser.parse_args().port,
        access_log=False,
        log_level="warning",
        loop="uvloop",
        http="httptools",
        lifespan="off",
    )


if __name__ == "__main__":
    main()
