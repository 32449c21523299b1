"""The gateway: everything as it happens, over a WebSocket for each client.

`connection` drives one socket, `protocol` says what its frames mean; `door` lets it in, `roster` knows who is here, `hub`
who listens to what, `feed` carries one chat, `teller` tells what the bus announces, `looks` reads what an announcement
only hints at, `sweep` finds what got lost, `sessions` and `presence` look at who is here. `node` puts them together.
"""
