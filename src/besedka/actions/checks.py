"""Checks of what people type in. Each returns the value to store, or raises `BadRequest` naming the field."""

import unicodedata

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

from besedka.errors import BadRequest, Code
from besedka.names.folding import FOLD_LIMIT, fold
from besedka.names.invisible import is_ignorable, is_visible
from besedka.names.scripts import is_highly_restrictive
from besedka.names.turning import straighten

EMAIL_LIMIT = 254
USERNAME_LIMIT = 32
NAME_LIMIT = 128
STATUS_LIMIT = 140
TOPIC_LIMIT = 250
MESSAGE_LIMIT = 10_000
NONCE_LIMIT = 64
EMOJI_LIMIT = 32
PASSWORD_MINIMUM = 8
PASSWORD_LIMIT = 1024

SPECIAL_USE_DOMAIN_NAMES.clear()  # the validator would refuse `@localhost` and `@chat.local`: a family's own names

_USERNAME_PUNCTUATION = "_.-"
_LETTERS_AND_DIGITS = {"Lu", "Ll", "Lt", "Lm", "Lo", "Nd"}
_MARKS = {"Mn", "Mc"}  # a part of the letter before them


def check_text(text: str, limit: int, field: str) -> str:
    """Text that every engine can store: no NUL, no half of a surrogate pair, at most `limit` characters.

    Its length comes first, here and before all else that is done with a text: what costs is for texts of known size.
    """
    if len(text) > limit:
        raise BadRequest(Code.TOO_LONG, f"At most {limit:,} characters.", field=field)
    if "\0" in text or not _is_encodable(text):
        raise BadRequest(Code.BAD_TEXT, "Text can't hold NUL or half a surrogate pair.", field=field)
    return text


def check_name(name: str, field: str = "name") -> str:
    """The name of a room or channel: there is something to be seen in it, and no white space around it."""
    shown = check_display_name(name, field)
    if not shown:
        raise BadRequest(Code.EMPTY_NAME, "A name can't be empty.", field=field)
    return shown


def check_display_name(name: str, field: str = "name") -> str:
    """What a person is called, in any scripts: without white space around it, and empty if nothing of it can be seen. What turns
    the direction of all that follows is left out: names stand in lists and lines beside others.
    """
    shown = straighten(check_text(name, NAME_LIMIT, field)).strip()
    return shown if is_visible(shown) else ""


def check_topic(topic: str) -> str:
    """What a channel is about, without white space around it; it may be empty."""
    return check_text(topic, TOPIC_LIMIT, "topic").strip()


def check_email(email: str) -> str:
    """An address of valid syntax (RFC 5321, 5322, 6531). Local domains are welcome; nothing is looked up."""
    normal = _check_normal_text(email, EMAIL_LIMIT, "email")
    try:
        validate_email(normal, check_deliverability=False, globally_deliverable=False, test_environment=True)
    except EmailNotValidError as error:
        raise BadRequest(Code.BAD_EMAIL, str(error), field="email") from error
    return normal


def check_username(username: str) -> str:
    """1 to 32 letters and digits of any one script, `_`, `.`, `-`; or of scripts that are written together."""
    normal = _check_normal_text(username, USERNAME_LIMIT, "username")
    if not normal or not _is_spelled_right(normal):
        raise BadRequest(Code.BAD_USERNAME, "A username is 1 to 32 letters, digits, '_', '.' or '-'.", field="username")
    if not is_highly_restrictive(normal):
        raise BadRequest(Code.BAD_USERNAME, "The letters of a username are of one script.", field="username")
    return normal


def is_same_name(text: str, name: str) -> bool:
    """Whether a text of any length is this name, as names are compared."""
    return len(text) <= FOLD_LIMIT and fold(text) == fold(name)


def check_password(password: str, email: str, username: str, field: str = "password") -> str:
    """8 to 1,024 characters, and not the address or the username itself."""
    if len(password) < PASSWORD_MINIMUM:
        raise BadRequest(Code.WEAK_PASSWORD, f"At least {PASSWORD_MINIMUM} characters.", field=field)
    if len(password) > PASSWORD_LIMIT:
        raise BadRequest(Code.TOO_LONG, f"At most {PASSWORD_LIMIT:,} characters.", field=field)
    if is_same_name(password, email) or is_same_name(password, username):
        raise BadRequest(Code.WEAK_PASSWORD, "The e-mail or the username is no password.", field=field)
    return password


def check_message_text(text: str, *, empty: bool = False) -> str:
    """At most 10,000 characters, kept as they are sent: markup is the clients' affair; something to be seen among them, unless
    it may be `empty`.
    """
    if not check_text(text, MESSAGE_LIMIT, "text").strip() and not empty:
        raise BadRequest(Code.EMPTY_TEXT, "A message can't be empty.", field="text")
    return text


def check_nonce(nonce: str | None) -> str | None:
    """1 to 64 characters, the client's own."""
    if nonce is not None and not check_text(nonce, NONCE_LIMIT, "nonce"):
        raise BadRequest(Code.BAD_NONCE, f"A nonce is 1 to {NONCE_LIMIT} characters.", field="nonce")
    return nonce


def check_emoji(emoji: str) -> str:
    """Up to 32 characters without white space and controls: an emoji in all its parts, or a name like `:tada:`."""
    normal = unicodedata.normalize("NFC", check_text(emoji, EMOJI_LIMIT, "emoji"))
    if not normal or any(character.isspace() or unicodedata.category(character) == "Cc" for character in normal):
        raise BadRequest(Code.BAD_EMOJI, "A reaction is an emoji, without spaces.", field="emoji")
    return normal


def username_from_email(email: str) -> str:
    """A username made of what stands before the `@`: of each character that fits behind those before it."""
    username = ""
    for character in email.partition("@")[0]:
        longer = unicodedata.normalize("NFC", username + character)
        if len(longer) <= USERNAME_LIMIT and _is_spelled_right(longer) and is_highly_restrictive(longer):
            username = longer
    return username or "user"


def _check_normal_text(text: str, limit: int, field: str) -> str:
    """In Unicode's composed form, which can be the longer one: the limit is on what is stored."""
    return check_text(unicodedata.normalize("NFC", check_text(text, limit, field)), limit, field)


def _is_spelled_right(username: str) -> bool:
    """Whether it holds nothing but visible letters, with the marks upon them, digits and punctuation of usernames."""
    before = ""
    for character in username:
        category = unicodedata.category(character)
        if category in _MARKS:
            fits = before in _LETTERS_AND_DIGITS or before in _MARKS
        else:
            fits = category in _LETTERS_AND_DIGITS or character in _USERNAME_PUNCTUATION
        if not fits or is_ignorable(character):
            return False
        before = category
    return True


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
