-- The newest message of a chat that is not deleted, in one look however many have been deleted after it.
create index message_living on message (chat_id, seq) where not deleted;
