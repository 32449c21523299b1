-- What a channel is about.
alter table chat add column topic text not null default '';

-- Whether somebody has given a group its name. Otherwise it goes by its members' names, which are kept in `name` too.
alter table chat add column named boolean not null default true;

-- Whose groups and private channels they are, to be counted.
create index member_owner on member (user_id) where role = 'owner';
