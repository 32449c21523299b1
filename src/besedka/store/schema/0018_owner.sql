-- What someone is for the server as a whole, and whether they are let in. Of a database that has accounts, the oldest owns it.
alter table "user" add column server_role text not null default 'member' check (server_role in ('owner', 'admin', 'member'));
alter table "user" add column deactivated boolean not null default false;
create index user_owner on "user" (server_role) where server_role = 'owner';
update "user" set server_role = 'owner' where id = (select id from "user" order by created_at, id limit 1);

-- The server itself: one row. `registration`: null until somebody chooses. `owned`: whether there is an account; whoever has
-- set it is the first one, and owns the server. Its lock serialises what is done to the server and to its people.
create table server (
    id bigint primary key check (id = 1),
    name text not null default 'Besedka',
    picture text,
    registration text check (registration in ('open', 'invite', 'closed')),
    owned boolean not null
);
insert into server (id, owned) select 1, count(*) > 0 from "user";

-- What lets a stranger make an account, as `invite` does for a room.
create table server_invite (
    code text primary key,
    created_by bigint not null references "user" (id) on delete cascade,
    created_at bigint not null,
    expires_at bigint not null,
    max_uses bigint,
    uses bigint not null default 0
);
create index server_invite_creator on server_invite (created_by);

-- What lets someone who has forgotten their password set a new one, once. Of each person there is one at most.
create table password_link (
    user_id bigint primary key references "user" (id) on delete cascade,
    code_hash bytea not null unique,
    created_by bigint not null references "user" (id) on delete cascade,
    created_at bigint not null,
    expires_at bigint not null
);
create index password_link_creator on password_link (created_by);

-- Who did what to whom, and when; `actor_id` is null for who did it on the machine. It outlives whom it names.
create table server_log (
    id bigint generated always as identity primary key,
    at bigint not null,
    actor_id bigint,
    deed text not null,
    user_id bigint,
    before text,
    after text
);
