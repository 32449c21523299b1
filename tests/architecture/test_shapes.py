"""The contracts say of every record what the program's own records are, member by member."""

import importlib
import pkgutil
from typing import Any

import msgspec
import pytest

import besedka.wire
from besedka.gateway import frames
from besedka.model import Attachment, Reaction
from besedka.wire.blocks import BlockList
from besedka.wire.changes import ChangesShape, Held, ResumedChat, ResumedShape
from besedka.wire.chats import (
    ChangedChatShape,
    ChatEdit,
    ChatLine,
    ChatShape,
    LastMessageShape,
    Marker,
    NewChat,
    NewName,
    RoomLine,
    RoomsAndChats,
    RoomsAndChatsBody,
)
from besedka.wire.health import HealthShape
from besedka.wire.invites import InviteList, InviteShape, NewInvite, PreviewShape
from besedka.wire.members import MemberList, MemberShape, NewRole
from besedka.wire.messages import MentionPlace, MessageList, MessageShape, NewMessage, NewText
from besedka.wire.notifications import NewLevel
from besedka.wire.password_links import NewPassword, PasswordLinkPreview, PasswordLinkShape
from besedka.wire.people import PersonEdit, PersonList, PersonShape
from besedka.wire.rooms import Channels, ChannelsBody, CreateRoom, NewChannel, RoomShape
from besedka.wire.server import ServerEdit, ServerShape, ServerStateShape
from besedka.wire.server_log import EntryShape, LogShape
from besedka.wire.server_rooms import ListedRooms, ListedRoomShape
from besedka.wire.sessions import SessionList, SessionShape, SignIn
from besedka.wire.shapes import Made, Nothing, ProblemBody
from besedka.wire.users import OtherUser, OwnUser, PasswordChange, People, Registration, WholeUser
from tests.support.contract import document as openapi
from tests.support.frames import document as asyncapi
from tests.support.shapes import Member, Members, differences, members_of_contract, members_of_record, merged

Records = dict[str, type[msgspec.Struct]]

# Schemas, and the records that they describe. Two records may be one schema: `NewName` is that of rooms and channels.
HTTP: Records = {
    "BlockList": BlockList,
    "Changes": ChangesShape,
    "Channels": ChannelsBody,
    "Chat": ChatShape,
    "ChatEdit": ChatEdit,
    "ChatLine": ChatLine,
    "Created": Made,
    "Empty": Nothing,
    "File": Attachment,
    "Health": HealthShape,
    "Invite": InviteShape,
    "InvitePreview": PreviewShape,
    "Invites": InviteList,
    "LastMessage": LastMessageShape,
    "ListedRoom": ListedRoomShape,
    "Log": LogShape,
    "LogEntry": EntryShape,
    "Login": SignIn,
    "Member": MemberShape,
    "Members": MemberList,
    "MentionPlace": MentionPlace,
    "Message": MessageShape,
    "Messages": MessageList,
    "NewChannel": NewChannel,
    "NewChat": NewChat,
    "NewInvite": NewInvite,
    "NewLevel": NewLevel,
    "NewMessage": NewMessage,
    "NewName": NewName,
    "NewPasswordBody": NewPassword,
    "NewRole": NewRole,
    "NewText": NewText,
    "OtherUser": OtherUser,
    "OwnUser": OwnUser,
    "PasswordChange": PasswordChange,
    "PasswordLink": PasswordLinkShape,
    "PasswordLinkPreview": PasswordLinkPreview,
    "People": People,
    "PeoplePage": PersonList,
    "Person": PersonShape,
    "PersonEdit": PersonEdit,
    "Problem": ProblemBody,
    "Reaction": Reaction,
    "ReadMarker": Marker,
    "Registration": Registration,
    "Room": RoomShape,
    "RoomLine": RoomLine,
    "RoomsAndChats": RoomsAndChatsBody,
    "RoomsPage": ListedRooms,
    "Server": ServerShape,
    "ServerEdit": ServerEdit,
    "ServerState": ServerStateShape,
    "Session": SessionShape,
    "Sessions": SessionList,
    "WholeUser": WholeUser,
}
GATEWAY: Records = {
    "ChangedChat": ChangedChatShape,
    "Chat": ChatShape,
    "File": Attachment,
    "Held": Held,
    "LastMessage": LastMessageShape,
    "MentionPlace": MentionPlace,
    "Message": MessageShape,
    "OtherUser": OtherUser,
    "OwnUser": OwnUser,
    "Reaction": Reaction,
    "ResumedChat": ResumedChat,
    "Room": RoomShape,
}
UNLIKE = {"Contract", "GatewayContract"}  # documents, which the program only sends
WRAPPED = {Channels, RoomsAndChats, ResumedShape}  # parts of the schemas of others
SAME = {CreateRoom: NewName}


def tagged(field: str) -> dict[str, list[type[msgspec.Struct]]]:
    """The gateway's frames by their tags."""
    found: dict[str, list[type[msgspec.Struct]]] = {}
    for kind in vars(frames).values():
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind.__struct_config__.tag_field == field:
            found.setdefault(str(kind.__struct_config__.tag), []).append(kind)
    return found


def schemas(contract: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = contract["components"]["schemas"]
    return found


def names(records: Records) -> dict[str, str]:
    return {schema: record.__name__ for schema, record in records.items()}


def compare(contract: dict[str, Any], records: Records, name: str, actual: Members) -> list[str]:
    return differences(members_of_contract(schemas(contract), name, names(records)), actual)


@pytest.mark.parametrize("name", HTTP)
def test_openapi(name: str) -> None:
    assert compare(openapi(), HTTP, name, members_of_record(HTTP[name], set(HTTP.values()))) == []


@pytest.mark.parametrize("name", GATEWAY)
def test_asyncapi(name: str) -> None:
    assert compare(asyncapi(), GATEWAY, name, members_of_record(GATEWAY[name], set(GATEWAY.values()))) == []


@pytest.mark.parametrize(
    ("suffix", "kinds"),
    [("Op", each) for each in tagged("op").values()] + [("Frame", each) for each in tagged("t").values()],
    ids=lambda value: value if isinstance(value, str) else value[0].__name__,
)
def test_ops_and_frames(suffix: str, kinds: list[type[msgspec.Struct]]) -> None:
    tag = str(kinds[0].__struct_config__.tag)
    name = "".join(word.capitalize() for word in tag.split("_")) + suffix
    actual = merged([members_of_record(kind, set(GATEWAY.values())) for kind in kinds])
    assert compare(asyncapi(), GATEWAY, name, actual) == []


def test_the_same_record_is_the_same_in_both_contracts() -> None:
    for name in HTTP.keys() & GATEWAY.keys():
        both = [members_of_contract(schemas(each()), name, names(HTTP)) for each in (openapi, asyncapi)]
        assert both[0] == both[1], name


def test_twins() -> None:
    for record, twin in SAME.items():
        assert members_of_record(record, set()) == members_of_record(twin, set())


def test_no_schema_and_no_shape_is_left_out() -> None:
    objects = {name for name, schema in schemas(openapi()).items() if schema.get("type") == "object"}
    assert objects == HTTP.keys() | UNLIKE
    objects = {name for name, schema in schemas(asyncapi()).items() if schema.get("type") == "object"}
    assert {name for name in objects if not name.endswith(("Op", "Frame"))} == GATEWAY.keys()
    shown = {record for record in records_of_wire() if record.__struct_config__.tag is None}
    known = {*HTTP.values(), *GATEWAY.values(), *WRAPPED, *SAME}
    assert {each.__name__ for each in shown - known} == ASKED


# What is asked, with what the path or the query of the request says: the contract's schema is of the body alone.
ASKED = {
    "ChangePerson",
    "CreatePasswordLink",
    "CreateServerInvite",
    "ListPeople",
    "ListRooms",
    "ListServerInvites",
    "ReadLog",
    "RemovePhoto",
    "RemoveServerPicture",
    "RevokeServerInvite",
    "SignOutPerson",
    "Block",
    "ListBlocks",
    "Unblock",
    "AddMember",
    "DeleteChat",
    "CreateInvite",
    "DeleteRoom",
    "ViewMessage",
    "ListInvites",
    "RevokeInvite",
    "EditChat",
    "ListMembers",
    "SetNotifications",
    "ListRoomMembers",
    "RemoveMember",
    "RemoveRoomMember",
    "SearchMessages",
    "SetRoomRole",
    "RenameRoom",
    "ViewChat",
    "CreateChannel", "DeleteMessage", "EditMessage", "EditProfile", "EndSession", "FindPeople", "ListChanges",
    "ListChannels", "ListChats", "ListHistory", "ListSessions", "MarkRead", "PostMessage", "ResumeChats", "SignOut",
    "ToggleReaction", "ViewProfile",
}  # fmt: skip


def records_of_wire() -> set[type[msgspec.Struct]]:
    modules = [
        importlib.import_module(f"besedka.wire.{each.name}") for each in pkgutil.iter_modules(besedka.wire.__path__)
    ]
    return {
        kind
        for module in modules
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind.__module__ == module.__name__
    }


def test_what_differs_is_noticed() -> None:
    text = Member(frozenset({"string"}), required=True, words=None)
    contract = {"a": text, "b": text, "c": text, "d": text}
    program = {"a": text, "b": text._replace(required=False), "c": text._replace(kinds=frozenset({"null"})), "e": text}
    assert [each.partition(" ")[0].strip(":") for each in differences(contract, program)] == ["b", "c", "d", "e"]
