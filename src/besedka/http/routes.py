"""The table of contents of the HTTP API."""

from falcon.asgi import App, Request, Response

from besedka.http.build import Build
from besedka.http.context import Services
from besedka.http.resources import (
    blocks,
    changes,
    chats,
    docs,
    files,
    gateway,
    invites,
    members,
    messages,
    monitoring,
    notifications,
    page,
    password_links,
    people,
    photos,
    room_members,
    rooms,
    search,
    server,
    server_invites,
    server_rooms,
    sessions,
    users,
)


def add_routes(app: "App[Request, Response]", services: Services, build: Build) -> None:
    """Put every resource in its place. `HEAD` works wherever `GET` does, and a trailing slash never matters."""
    contract = docs.Contract()
    table = {
        "/": page.Page(build) if build.names else docs.Home(),
        "/sign_up": users.SignUp(services),
        "/login": sessions.Login(services),
        "/logout": sessions.Logout(services),
        "/users": users.Users(services),
        "/users/{user_id}": users.UserById(services),
        "/users/{user_id}/password": users.Password(services),
        "/users/{user_id}/sessions": sessions.Sessions(services),
        "/users/{user_id}/sessions/{session_id}": sessions.SessionById(services),
        "/users/{user_id}/block": blocks.BlockOfUser(services),
        "/users/{user_id}/blocks": blocks.UserBlocks(services),
        "/users/{user_id}/chats": chats.UserChats(services),
        "/photos": photos.Photos(services),
        "/photos/{user_id}": photos.PhotoById(services),
        "/rooms": rooms.Rooms(services),
        "/rooms/{room_id}": rooms.RoomById(services),
        "/rooms/{room_id}/members": room_members.RoomMembers(services),
        "/rooms/{room_id}/members/{user_id}": room_members.RoomMemberById(services),
        "/rooms/{room_id}/invites": invites.RoomInvites(services),
        "/rooms/{room_id}/invites/{code}": invites.RoomInviteByCode(services),
        "/invites/{code}": invites.InviteByCode(services),
        "/chats": chats.Chats(services),
        "/chats/{chat_id}": chats.ChatById(services),
        "/chats/{chat_id}/members": members.ChatMembers(services),
        "/chats/{chat_id}/members/{user_id}": members.ChatMemberById(services),
        "/chats/{chat_id}/messages": messages.ChatMessages(services),
        "/chats/{chat_id}/files": files.ChatFiles(services),
        "/chats/{chat_id}/changes": changes.ChatChanges(services),
        "/chats/{chat_id}/read": chats.ReadMarker(services),
        "/chats/{chat_id}/notifications": notifications.Notifications(services),
        "/messages": search.Messages(services),
        "/files/{file_id}": files.FileById(services),
        "/messages/{message_id}": messages.MessageById(services),
        "/messages/{message_id}/reactions/{emoji}": messages.Reactions(services),
        "/server": server.Server(services),
        "/server/picture": server.ServerPicture(services),
        "/server/people": people.People(services),
        "/server/people/{user_id}": people.PersonById(services),
        "/server/people/{user_id}/sessions": people.PersonSessions(services),
        "/server/people/{user_id}/password_link": password_links.PersonPasswordLink(services),
        "/server/rooms": server_rooms.ServerRooms(services),
        "/server/invites": server_invites.ServerInvites(services),
        "/server/invites/{code}": server_invites.ServerInviteByCode(services),
        "/server/log": server.ServerLog(services),
        "/password_links/{code}": password_links.PasswordLinkByCode(services),
        "/gateway": gateway.Gateway(),
        "/health": monitoring.Health(services),
        "/metrics": monitoring.Metrics(services),
        "/openapi.yaml": docs.OpenApiYaml(contract),
        "/openapi.json": docs.OpenApiJson(contract),
        "/asyncapi.yaml": docs.AsyncApiYaml(),
        "/docs": docs.Docs(contract),
    }
    for path, resource in table.items():
        app.add_route(path, resource)
    if build.names:
        _add_page(app, build)


def _add_page(app: "App[Request, Response]", build: Build) -> None:
    """The browser client."""
    for path in page.ADDRESSES:
        app.add_route(path, page.Page(build))
    app.add_route("/assets/{name}", page.Asset(build))
    for name in build.roots:
        app.add_route(f"/{name}", page.RootFile(build, name))
