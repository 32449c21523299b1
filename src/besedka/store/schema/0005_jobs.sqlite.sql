-- Each foreign key's child side has an index that begins with it, or else deleting the parent reads the whole table. A
-- partial index serves a key only if the key alone implies its condition.
drop index chat_pair;
create unique index chat_pair on chat (low_user_id, high_user_id) where low_user_id is not null;
create index chat_high on chat (high_user_id) where high_user_id is not null;
create index message_reply on message (reply_to) where reply_to is not null;

-- `message.author_id` is no foreign key any more: see docs/decisions/0013-no-foreign-key-for-authors.md.
-- The way that SQLite's documentation gives for dropping a constraint: the rows stay as they are.
pragma writable_schema = on;
update sqlite_schema set sql = replace(sql, 'author_id bigint not null references "user" (id)', 'author_id bigint not null')
where type = 'table' and name = 'message';
pragma writable_schema = reset;

-- Set on what is gone for everyone, while a job deletes its rows in pieces.
alter table chat add column deleted_at bigint;
alter table room add column deleted_at bigint;

-- Which pictures are somebody's.
create index user_photo on "user" (photo) where photo is not null;

-- What is done later, at least once. `due_at`: not before; while a node has the job, when its claim ends. `claim`: random,
-- of the run that has it. `name`: of a job that there is one of at most. A job that is given up stays, with `failed_at`.
create table job (
    id bigint generated always as identity primary key,
    kind text not null,
    name text unique,
    payload text not null,
    created_at bigint not null,
    due_at bigint not null,
    attempts bigint not null default 0,
    claim text,
    last_error text not null default '',
    failed_at bigint
);
create index job_due on job (due_at) where failed_at is null;
create index job_claimed on job (claim) where claim is not null;
create index job_failed on job (failed_at) where failed_at is not null;
