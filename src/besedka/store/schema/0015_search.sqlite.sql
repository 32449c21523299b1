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

-- Its merging is the job's affair, in small portions.
create virtual table passage_words using fts5 (
    words, content = 'passage', content_rowid = 'id', columnsize = 0, detail = none, tokenize = 'trigram case_sensitive 1');
insert into passage_words (passage_words, rank) values ('automerge', 0);
insert into passage_words (passage_words, rank) values ('crisismerge', 200);
create trigger passage_inserted after insert on passage begin
    insert into passage_words (rowid, words) values (new.id, new.words);
end;
create trigger passage_updated after update of words on passage when new.words <> old.words begin
    insert into passage_words (passage_words, rowid, words) values ('delete', old.id, old.words);
    insert into passage_words (rowid, words) values (new.id, new.words);
end;
create trigger passage_deleted after delete on passage begin
    insert into passage_words (passage_words, rowid, words) values ('delete', old.id, old.words);
end;
insert into meta (key, value) values ('search', 'fts5');

-- At once for every 64th message of a chat; ten minutes after the first of them, in case the others never come.
create trigger message_unsearched after insert on message when new.seq % 64 <= 1 begin
    insert into unsearched (chat_id, due_at) values (new.chat_id, new.created_at + (new.seq % 64) * 600000)
        on conflict (chat_id) do update set asked = asked + 1, due_at = min(due_at, excluded.due_at);
    insert into job (kind, name, payload, created_at, due_at)
        values ('index_messages', 'index_messages', '{}', new.created_at, new.created_at + (new.seq % 64) * 600000)
        on conflict (name) do update set due_at = excluded.due_at, attempts = 0, failed_at = null
        where job.failed_at is not null or (job.claim is null and job.due_at > excluded.due_at);
end;
create trigger message_reworded after update of text, deleted on message
when new.text <> old.text or new.deleted <> old.deleted begin
    update passage set stale = 1 where chat_id = new.chat_id and last_seq >= new.seq and first_seq = (
        select max(first_seq) from passage where chat_id = new.chat_id and first_seq <= new.seq);
    insert into unsearched (chat_id, due_at) values (new.chat_id, 0)
        on conflict (chat_id) do update set asked = asked + 1, due_at = 0;
    insert into job (kind, name, payload, created_at, due_at)
        values ('index_messages', 'index_messages', '{}', new.created_at, 0)
        on conflict (name) do update set due_at = excluded.due_at, attempts = 0, failed_at = null
        where job.failed_at is not null or (job.claim is null and job.due_at > excluded.due_at);
end;

-- What is there already.
insert into unsearched (chat_id, due_at) select id, 0 from chat where last_seq > 0 and deleted_at is null;
insert into job (kind, name, payload, created_at, due_at) select 'index_messages', 'index_messages', '{}', 0, 0
where exists (select 1 from unsearched);
