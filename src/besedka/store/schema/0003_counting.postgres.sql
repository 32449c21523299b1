-- The chat counts its messages, and the author has read what they wrote: with the insert itself, so that posting is one
-- statement.
create function count_message() returns trigger language plpgsql as $$
begin
    update chat set last_seq = new.seq, version = new.version, active_at = new.created_at where id = new.chat_id;
    update member set last_read_seq = new.seq where chat_id = new.chat_id and user_id = new.author_id;
    return null;
end
$$;
create trigger message_counted after insert on message for each row execute function count_message();
