-- The chat counts its messages, and the author has read what they wrote: with the insert itself, so that posting is one
-- statement.
create trigger message_counted after insert on message begin
    update chat set last_seq = new.seq, version = new.version, active_at = new.created_at where id = new.chat_id;
    update member set last_read_seq = new.seq where chat_id = new.chat_id and user_id = new.author_id;
end;
