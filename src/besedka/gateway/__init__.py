"""The gateway: the WebSocket door.

`protocol` is Besedka's own frames as a pure state machine, `connection` drives it over a socket, `hub` knows which
connections listen to which chat, `commands` calls the actions.
"""
