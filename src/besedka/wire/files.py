"""How files are shown."""

from besedka.model import Attachment, File


def shape_file(file: File) -> Attachment:
    return Attachment(
        id=file.id,
        name=file.name,
        size=file.size,
        media_type=file.media_type,
        width=file.width,
        height=file.height,
        duration=file.duration,
        thumbnail=file.thumbnail is not None,
    )
