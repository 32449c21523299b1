-- Of a channel: only those who were added are in it, and not the whole room.
alter table chat add column private boolean not null default false check (not private or kind = 'channel');

-- In groups and private channels: who made them is their owner. In a public channel one's role is that in the room.
alter table member add column role text not null default 'member' check (role in ('owner', 'member'));
