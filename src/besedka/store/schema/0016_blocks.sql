-- Whom someone does not want to hear from. `blocks_version`: raised by every change to a user's own list.
create table block (
    user_id bigint not null references "user" (id) on delete cascade,
    blocked_id bigint not null references "user" (id) on delete cascade,
    created_at bigint not null,
    primary key (user_id, blocked_id)
);
create index block_blocked on block (blocked_id, user_id);
alter table "user" add column blocks_version bigint not null default 0;
