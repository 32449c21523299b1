-- How people come into a room: whoever has the code may, until it expires or is used up.
create table invite (
    code text primary key,
    room_id bigint not null references room (id) on delete cascade,
    created_by bigint not null references "user" (id) on delete cascade,
    created_at bigint not null,
    expires_at bigint not null,
    max_uses bigint,
    uses bigint not null default 0
);
create index invite_room on invite (room_id, created_at);
create index invite_creator on invite (created_by);
