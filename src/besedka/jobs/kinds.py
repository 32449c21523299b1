"""All jobs that there are."""

from besedka.jobs import Job
from besedka.jobs.blobs import DeleteBlob
from besedka.jobs.chats import DeleteChat
from besedka.jobs.rooms import DeleteRoom

KINDS: dict[str, type[Job]] = {each.kind: each for each in (DeleteBlob, DeleteChat, DeleteRoom)}
