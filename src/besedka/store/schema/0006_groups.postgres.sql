-- By statement, not by row: messages that are posted together are counted once in each chat.
drop trigger message_counted on message;
drop function count_message();
create function count_messages() returns trigger language plpgsql as $$
begin
    update chat set last_seq = newest.seq, version = newest.version, active_at = newest.created_at
    from (
        select chat_id, max(seq) as seq, max(version) as version, max(created_at) as created_at
        from posted group by chat_id
    ) newest
    where chat.id = newest.chat_id;
    update member set last_read_seq = newest.seq
    from (select chat_id, author_id, max(seq) as seq from posted group by chat_id, author_id) newest
    where member.chat_id = newest.chat_id and member.user_id = newest.author_id;
    return null;
end
$$;
create trigger message_counted after insert on message
    referencing new table as posted for each statement execute function count_messages();
