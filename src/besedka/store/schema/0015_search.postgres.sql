-- What is searched: a passage is up to 64 messages of a chat that follow one another, as the set of their words (and those
-- of their files' names), folded. Once a chat has new messages, or changed ones, it is asked for a job, which writes its
-- passages anew; until that is done the messages themselves are read. `stale`: 0, as it should be; 1, to be written anew;
-- 2, too long for that: its messages are read by every search. See docs/decisions/0025-search-by-passages.md.
create table passage (
    id bigint generated always as identity primary key,
    chat_id bigint not null references chat (id) on delete cascade,
    first_seq bigint not null,
    last_seq bigint not null,
    first_id bigint not null,
    last_id bigint not null,
    first_at bigint not null,
    last_at bigint not null,
    stale bigint not null default 1,
    words text not null default '',
    unique (chat_id, first_seq)
);
create index passage_newest on passage (chat_id, last_id);
create index passage_stale on passage (chat_id) where stale > 0;

-- Which chats are to be read for that, and not before when. `asked`: how often, so that what is asked meanwhile is not lost.
create table unsearched (
    chat_id bigint primary key references chat (id) on delete cascade,
    due_at bigint not null,
    asked bigint not null default 1
);
create index unsearched_due on unsearched (due_at);

-- The index of words needs an extension, which there may not be: `store/engine/postgres_search.py` makes it at the start.
insert into meta (key, value) values ('search', 'scan');

-- The job is one for all chats: its row is left alone as long as it will do, so that nobody waits for it who posts.
create function ask_for_indexing(wanted_chat_id bigint, wanted_at bigint) returns void language sql as $$
    insert into unsearched (chat_id, due_at) values (wanted_chat_id, wanted_at)
        on conflict (chat_id) do update set asked = unsearched.asked + 1, due_at = least(unsearched.due_at, wanted_at);
    insert into job (kind, name, payload, created_at, due_at)
        select 'index_messages', 'index_messages', '{}', wanted_at, wanted_at
        where not exists (
            select 1 from job where name = 'index_messages' and failed_at is null and (claim is not null or due_at <= wanted_at))
        on conflict (name) do update set due_at = excluded.due_at, attempts = 0, failed_at = null
        where job.failed_at is not null or (job.claim is null and job.due_at > excluded.due_at);
$$;

-- At once for every 64th message of a chat; ten minutes after the first of them, in case the others never come.
create function note_unsearched() returns trigger language plpgsql as $$
begin
    perform ask_for_indexing(new.chat_id, new.created_at + (new.seq % 64) * 600000);
    return null;
end
$$;
create trigger message_unsearched after insert on message
    for each row when (new.seq % 64 <= 1) execute function note_unsearched();
create function note_reworded() returns trigger language plpgsql as $$
begin
    update passage set stale = 1 where chat_id = new.chat_id and last_seq >= new.seq and first_seq = (
        select max(first_seq) from passage where chat_id = new.chat_id and first_seq <= new.seq);
    perform ask_for_indexing(new.chat_id, 0);
    return null;
end
$$;
create trigger message_reworded after update of text, deleted on message
    for each row when (new.text <> old.text or new.deleted <> old.deleted) execute function note_reworded();

-- What is there already.
insert into unsearched (chat_id, due_at) select id, 0 from chat where last_seq > 0 and deleted_at is null;
insert into job (kind, name, payload, created_at, due_at) select 'index_messages', 'index_messages', '{}', 0, 0
where exists (select 1 from unsearched);
