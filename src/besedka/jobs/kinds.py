"""All jobs that there are."""

from besedka.jobs import Job
from besedka.jobs.blobs import DeleteBlob, SweepBlobs
from besedka.jobs.channels import FillChannel
from besedka.jobs.chats import DeleteChat
from besedka.jobs.failures import ForgetFailures
from besedka.jobs.files import DeleteBlobs, SweepFiles
from besedka.jobs.groups import RenameGroups
from besedka.jobs.passages import IndexMessages
from besedka.jobs.rooms import DeleteRoom
from besedka.jobs.thumbnails import MakeThumbnail

KINDS: dict[str, type[Job]] = {
    each.kind: each
    for each in (
        DeleteBlob,
        DeleteBlobs,
        SweepFiles,
        MakeThumbnail,
        SweepBlobs,
        DeleteChat,
        DeleteRoom,
        FillChannel,
        ForgetFailures,
        RenameGroups,
        IndexMessages,
    )
}
