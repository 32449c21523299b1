-- The messages of a chat that have files, the newest first, however many others there are.
drop index file_chat;
create index file_chat on file (chat_id, message_id);
