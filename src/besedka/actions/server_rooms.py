"""Which rooms there are, for the server's administrators: from outside, since what is in them is their members'."""

from besedka.access import load_server
from besedka.actions.units import Mode
from besedka.administration import RoomsPage
from besedka.database import Transaction
from besedka.rights import ServerRight
from besedka.store import rooms, users
from besedka.wire.server_rooms import ListRooms

PAGE = 100
SECONDS = 5.0  # members of a hundred rooms are counted


@Mode(seconds=SECONDS)
async def list_rooms(tx: Transaction, actor_id: int, asked: ListRooms) -> RoomsPage:
    """A hundred rooms by their ids. Raises `Forbidden` for plain members."""
    await load_server(tx, actor_id, to=ServerRight.LIST_ROOMS)
    found = await rooms.list_all(tx, asked.after, PAGE + 1)
    page = found[:PAGE]
    owners = await users.list_users(tx, {room.owner_id for room in page if room.owner_id is not None})
    return RoomsPage(page, owners, more=len(found) > PAGE)
