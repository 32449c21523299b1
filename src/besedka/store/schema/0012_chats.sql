-- What a channel is about.
alter table chat add column topic text not null default '';

-- Whether somebody has given a group its name. Otherwise it goes by its members' names, which are kept in `name` too.
alter table chat add column named boolean not null default true;

-- Who made a group, whoever owns it by now: so many are made by one user, and no more.
alter table chat add column maker_id bigint references "user" (id);
create index chat_maker on chat (maker_id) where maker_id is not null;
