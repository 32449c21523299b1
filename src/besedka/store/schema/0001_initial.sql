-- Times are integer milliseconds since 1970, UTC. `…_key` columns hold the case-folded form that uniqueness goes by.

create table "user" (
    id bigint generated always as identity primary key,
    email text not null,
    email_key text not null unique,
    username text not null,
    username_key text not null unique,
    name text not null,
    status text not null,
    password_hash text not null,
    photo text,
    created_at bigint not null
);

-- Every suffix of a person's case-folded username and name, as UTF-8. A part of a name is the beginning of one of its
-- suffixes, so that finding people by any part of any script is a range of this key. Bytes, because their order is the
-- same on every engine, whatever its collation.
create table user_suffix (
    suffix bytea not null,
    user_id bigint not null references "user" (id) on delete cascade,
    primary key (suffix, user_id)
);
create index user_suffix_user on user_suffix (user_id);

create table session (
    id bigint generated always as identity primary key,
    user_id bigint not null references "user" (id) on delete cascade,
    token_hash bytea not null unique,
    created_at bigint not null,
    renewed_at bigint not null,
    expires_at bigint not null,
    user_agent text not null,
    address text not null
);
create index session_owner on session (user_id, expires_at);

create table room (
    id bigint generated always as identity primary key,
    name text not null,
    version bigint not null default 1,
    created_at bigint not null
);

create table room_member (
    room_id bigint not null references room (id) on delete cascade,
    user_id bigint not null references "user" (id) on delete cascade,
    role text not null check (role in ('owner', 'admin', 'member')),
    joined_at bigint not null,
    primary key (room_id, user_id)
);
create index room_member_user on room_member (user_id, room_id);

-- `last_seq`: how many messages were ever posted. `version`: raised by every change to the chat.
-- `active_at`: when it was created or last posted to. A direct chat's pair is stored low id first.
create table chat (
    id bigint generated always as identity primary key,
    kind text not null check (kind in ('direct', 'group', 'channel')),
    room_id bigint references room (id) on delete cascade,
    name text not null default '',
    low_user_id bigint references "user" (id),
    high_user_id bigint references "user" (id),
    last_seq bigint not null default 0,
    version bigint not null default 1,
    created_at bigint not null,
    active_at bigint not null,
    check ((kind = 'channel') = (room_id is not null)),
    check ((kind = 'direct') = (low_user_id is not null and high_user_id is not null))
);
create index chat_room on chat (room_id) where room_id is not null;
create unique index chat_pair on chat (low_user_id, high_user_id) where kind = 'direct';

-- The one authority on who is in a chat, for every kind of chat.
create table member (
    chat_id bigint not null references chat (id) on delete cascade,
    user_id bigint not null references "user" (id) on delete cascade,
    last_read_seq bigint not null default 0,
    joined_at bigint not null,
    primary key (chat_id, user_id)
);
create index member_user on member (user_id, chat_id);

-- `seq`: the message's place in its chat, 1, 2, 3, without gaps. `version`: the chat's version when this row last changed.
create table message (
    id bigint generated always as identity primary key,
    chat_id bigint not null references chat (id) on delete cascade,
    seq bigint not null,
    version bigint not null,
    author_id bigint not null references "user" (id),
    text text not null,
    nonce text,
    reply_to bigint references message (id),
    created_at bigint not null,
    edited_at bigint,
    deleted boolean not null default false,
    unique (chat_id, seq)
);
create index message_version on message (chat_id, version);
create unique index message_nonce on message (author_id, nonce) where nonce is not null;
create index message_deleted on message (chat_id, seq) where deleted;

-- A client that meets another epoch forgets what it cached: the history it knew may not be this one.
insert into meta (key, value) values ('epoch', '{epoch}');
