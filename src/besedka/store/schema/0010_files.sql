-- What someone has uploaded to a chat: its uploader's alone until it is in a message, and in one message only, as the
-- `place`-th of its files. `duration`: of sound and video, in milliseconds. `blob`, `thumbnail`: keys in the store of blobs.
create table file (
    id bigint generated always as identity primary key,
    chat_id bigint not null references chat (id) on delete cascade,
    uploader_id bigint not null references "user" (id),
    message_id bigint references message (id) on delete cascade,
    place bigint not null default 0,
    name text not null,
    size bigint not null,
    media_type text not null,
    width bigint,
    height bigint,
    duration bigint,
    blob text not null unique,
    thumbnail text unique,
    created_at bigint not null
);
create index file_message on file (message_id) where message_id is not null;
create index file_chat on file (chat_id);
create index file_uploader on file (uploader_id);
create index file_unattached on file (created_at) where message_id is null;
