"""Who has a direct chat with whom, and who has blocked whom, as far as the connections of this node go."""

from besedka.gateway.protocol import Life
from besedka.gateway.roster import Connection
from besedka.model import ChatState


class Circle:
    """Kept with the connections, so that what is told by it costs no look at the database."""

    def __init__(self) -> None:
        self._watchers: dict[int, dict[Connection, None]] = {}  # by the other one of a direct chat of theirs
        self._restless: dict[Connection, None] = {}

    def __len__(self) -> int:
        return len(self._watchers)

    def seat(self, connection: Connection, chat: ChatState) -> None:
        """A chat that its `hello` has told a new connection of."""
        self._meet(connection, chat)

    def meet(self, connection: Connection, chat: ChatState) -> None:
        """The connection has been told of a chat that is new to it."""
        if self._meet(connection, chat):
            self._restless[connection] = None

    def remove(self, connection: Connection) -> None:
        """The connection is here no longer."""
        self._restless.pop(connection, None)
        for peer_id in connection.peers.values():
            watchers = self._watchers.get(peer_id, {})
            watchers.pop(connection, None)
            if not watchers:
                self._watchers.pop(peer_id, None)
        connection.peers.clear()

    def watchers_of(self, user_id: int) -> tuple[Connection, ...]:
        """The connections of those who have a direct chat with this user, but for their own."""
        watchers = self._watchers.get(user_id, {})
        return tuple(each for each in watchers if each.user_id != user_id)

    def take_restless(self) -> list[Connection]:
        """Those that have met somebody since this was asked last."""
        restless, self._restless = self._restless, {}
        return list(restless)

    def _meet(self, connection: Connection, chat: ChatState) -> bool:
        if chat.peer_id is None or connection.life is not Life.OPEN:
            return False
        connection.peers[chat.id] = chat.peer_id
        self._watchers.setdefault(chat.peer_id, {})[connection] = None
        return True


def is_deaf(connection: Connection, chat_id: int, user_id: int) -> bool:
    """Whether its user has blocked the other one of this chat, who that is."""
    return connection.peers.get(chat_id) == user_id and user_id in connection.blocks.user_ids
