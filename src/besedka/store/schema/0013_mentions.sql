-- `mentions`: JSON, `[[user id, start, length], …]`, or empty; 0 stands for everyone. Part of the row, as reactions are.
alter table message add column mentions text not null default '';

-- Whom which message calls, for counting; `user_id` 0: everyone who is in the chat. Nothing of it is written for each of
-- them. Deleted with the text that called.
create table mention (
    chat_id bigint not null,
    user_id bigint not null,
    seq bigint not null,
    message_id bigint not null references message (id) on delete cascade,
    primary key (chat_id, user_id, seq)
);
create index mention_message on mention (message_id);

-- Of what one wants to be told.
alter table member add column notifications text not null default 'all' check (notifications in ('all', 'mentions', 'none'));
